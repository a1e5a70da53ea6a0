import { statSync } from "node:fs";
import type { Monitor } from "../../core/monitors/monitor";
import type { TableFile } from "./drift/driftWork";

/** What a look at a table depends on. */
interface Looked {
  readonly monitor: Monitor;
  readonly current: TableFile;
  readonly reference: TableFile | undefined;
  readonly suite: { readonly path: string } | undefined;
  readonly faults: readonly string[];
}

/** Another one where a look may bring something else: the files, or what is asked of them. */
export function tableState({ monitor, current, reference, suite, faults }: Looked): string {
  const asked = { ...monitor, when: undefined }; // another plan is no reason to look
  return JSON.stringify([
    asked,
    fileState(current),
    reference && fileState(reference),
    suite && stamp(suite.path),
    faults,
  ]);
}

/** A version never changes, wherever a copy of it lies. */
function fileState({ path, version }: TableFile): string {
  return version ?? `${path} ${stamp(path)}`;
}

function stamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
