import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { DataRoom } from "../dataRoom";
import type { Selected } from "../selectOuts";
import type { TrackedOut } from "../tracked";
import { isAddress } from "../tracked";

/** The outputs with all that their stages come from. */
export async function withDeps(
  room: DataRoom,
  tracked: readonly TrackedOut[],
  selected: readonly Selected[],
): Promise<Selected[]> {
  const deps = await depsOfStages(room);
  const found = new Map<string, Selected>();
  const keyOf = ({ path }: TrackedOut, below: string) => `${path}\0${below}`;
  const open = [...selected];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const key = keyOf(each.tracked, each.below);
    if (found.has(key)) continue;
    found.set(key, each);
    const { from, stage } = each.tracked;
    for (const path of stage === undefined ? [] : (deps.get(`${from}\0${stage}`) ?? []))
      for (const other of tracked) {
        const isInside = other.path === path || other.path.startsWith(`${path}/`) || path.startsWith(`${other.path}/`);
        if (isInside) open.push({ tracked: other, below: "" });
      }
  }
  // in the order of the files, the selected ones among them
  return [...found.values()].sort((a, b) => tracked.indexOf(a.tracked) - tracked.indexOf(b.tracked));
}

async function depsOfStages(room: DataRoom): Promise<Map<string, string[]>> {
  const { root } = room.project;
  const { resolvePipeline } = await import("../../../core/dvc/pipeline/resolvePipeline");
  const { ValueFiles } = await import("../../../core/dvc/pipeline/files/valueFile");
  const files = new ValueFiles((file) => {
    try {
      return readFileSync(join(root, file), "utf8");
    } catch {
      return undefined; // what is not there has no values
    }
  });
  const found = new Map<string, string[]>();
  for (const file of room.files().pipelineFiles) {
    const text = readFileSync(join(root, file), "utf8");
    const { stages } = await resolvePipeline({ file, text, files, root });
    for (const { name, deps } of stages) {
      const paths = deps.flatMap(({ target }) => (target.kind === "local" ? [resolve(root, target.path)] : []));
      found.set(
        `${join(root, file)}\0${name}`,
        paths.filter((path) => !isAddress(relative(root, path))),
      );
    }
  }
  return found;
}
