import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { TableFile } from "../../runtime/monitoring/drift/driftWork";
import type { Call } from "../verb";

/** A table of the command line; files are found from the workspace on. */
export async function tableFile(
  { workspace, door }: Pick<Call, "workspace" | "door">,
  name: string,
): Promise<TableFile> {
  const path = resolve(workspace, name);
  // what is a file as it stands needs nothing else
  if (existsSync(path) || !/[@:]/.test(name)) return { name, path };
  const [{ openTable }, { placesOf }, { runTables }] = await Promise.all([
    import("../../runtime/tables/tables"),
    import("../../runtime/kernel/home"),
    import("./runTables"),
  ]);
  return openTable(name, { workspace, home: placesOf(workspace).home, isOpen: true, runs: runTables(door) });
}
