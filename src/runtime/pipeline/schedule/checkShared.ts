import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSweep, SweepFault, sweepNames } from "../../../core/dvc/search/readSweep";
import { ApiError } from "../../../shared/apiError";
import { sharedFile } from "../../kernel/sharedFile";
import { readShared } from "./readShared";

export interface SharedFacts {
  /** How many there are of each. */
  readonly pipelines: number;
  readonly gates: number;
  readonly sweeps: number;
  /** One line each: file, line, what. */
  readonly faults: readonly string[];
}

/** What the pipelines' parts of tidemark.yaml say, and what in them cannot be read. */
export async function checkShared(workspace: string): Promise<SharedFacts> {
  const path = join(workspace, sharedFile);
  if (!existsSync(path)) return { pipelines: 0, gates: 0, sweeps: 0, faults: [] };
  const faults = new Set<string>();
  const note = (thrown: unknown) => {
    if (!(thrown instanceof ApiError || thrown instanceof SweepFault)) throw thrown;
    faults.add(thrown.message);
  };
  const shared = await readShared(workspace).catch(note);
  const names: string[] = [];
  try {
    const text = readFileSync(path, "utf8");
    names.push(...(shared ? await sweepNames(text) : []));
    for (const name of names) await readSweep(text, sharedFile, name).catch(note);
  } catch (thrown) {
    note(thrown);
  }
  const { pipelines = [], gates = [] } = shared ?? {};
  return { pipelines: pipelines.length, gates: gates.length, sweeps: names.length, faults: [...faults] };
}
