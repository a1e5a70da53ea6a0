import { createHash } from "node:crypto";
import type { LockEntry } from "../../../core/dvc/entries";
import { lockEntryValue } from "../../../core/dvc/lockFile";
import { mapOf } from "../../../core/dvc/mapKeys";
import { pythonJson } from "../../../core/dvc/pythonJson";

/** What dvc puts into the message of an experiment's commit: the entries of the stages that ran. */
export function experimentHash(entries: ReadonlyMap<string, LockEntry>): string {
  const all = mapOf([...entries].map(([name, entry]) => [name, lockEntryValue(entry)] as const));
  return createHash("sha256").update(pythonJson(all)).digest("hex");
}
