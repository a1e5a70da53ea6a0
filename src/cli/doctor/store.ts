import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { placesOf } from "../../runtime/kernel/home";
import { findOwner } from "../../runtime/kernel/owner";
import { formatCount } from "../../shared/format";
import { boolean, integer, object, optional, string } from "../../shared/readers";
import type { Door } from "../door";
import { messageOf } from "./disk";
import { type Finding, good, problem, warning } from "./finding";

export async function checkOwner(workspace: string): Promise<Finding> {
  const { home } = placesOf(workspace);
  const owner = existsSync(home) ? await findOwner(home) : undefined;
  if (owner) return good("lock", `held by pid ${owner.pid} at ${owner.url}`);
  return existsSync(join(home, "lock"))
    ? good("lock", "left behind by a process that is gone; the next start takes it over")
    : good("lock", "free");
}

const readStatus = object<{ runs: number; readonly: boolean; readonly_why: string }>({
  runs: optional(integer, 0),
  readonly: optional(boolean, false),
  readonly_why: optional(string, "the disk refuses writes"),
});

/** Opens the store as any command does; a folder without one stays without. */
export async function checkStore(workspace: string, door: () => Promise<Door>): Promise<Finding> {
  if (!existsSync(join(placesOf(workspace).home, "store"))) return good("store", "none yet; the first run makes it");
  try {
    const status = readStatus(await (await door()).call("GET", "/api/tidemark/v1/status"), "reply");
    return status.readonly
      ? problem("store", `takes no writes: ${status.readonly_why}`, "make space, or look at .tidemark/logs")
      : good("store", `opens; ${formatCount(status.runs)} run${status.runs === 1 ? "" : "s"}`);
  } catch (error) {
    return problem(
      "store",
      `does not open: ${messageOf(error)}`,
      "look at .tidemark/logs, and keep a copy of .tidemark/store",
    );
  }
}

export function checkToken(workspace: string): Finding {
  const path = join(placesOf(workspace).home, "token");
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return good("token", "none yet; the first start makes it");
  // Windows keeps no such bits
  const isOpen = process.platform !== "win32" && (found.mode & 0o077) !== 0;
  return isOpen
    ? warning("token", `${path} can be read by others`, `chmod 600 ${path}`)
    : good("token", "readable by you alone");
}
