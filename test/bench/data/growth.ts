import { join } from "node:path";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import { dataContenders } from "./contenders";
import type { Bench } from "./local";
import { makeFiles, makeProject } from "./projects";

/** How it grows; dvc is not asked. */
export async function measureGrowth(bench: Bench, count: number): Promise<void> {
  const [ours] = dataContenders(bench.machine);
  const root = makeProject(bench.machine, "growth");
  makeFiles(join(root, "data"), count, 4096);
  const label = count.toLocaleString("en");
  const added = await ours.run(root, "add", "data");
  bench.add(less(`add ${label} files`, "s", added.seconds, undefined, {}));
  bench.add(less("the same: memory", "MB", added.peak, undefined, { limit: 400 }));
  await ours.run(root, "status");
  const seen: number[] = [];
  let peak = 0;
  for (let i = 0; i < bench.rounds; i++) {
    const took = await ours.run(root, "status");
    seen.push(took.seconds);
    peak = Math.max(peak, took.peak);
  }
  bench.add(less(`status of ${label} files`, "s", median(seen), undefined, { limit: 1.2 }));
  bench.add(less("the same: memory", "MB", peak, undefined, { limit: 400 }));
}
