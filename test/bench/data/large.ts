import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import { take } from "./commands";
import { alternate, type Bench } from "./local";
import { makeLargeFile, makeProject } from "./projects";

export async function measureLarge(bench: Bench, megabytes: number): Promise<void> {
  const { machine } = bench;
  const roots = { tidemark: makeProject(machine, "large-tidemark"), dvc: makeProject(machine, "large-dvc") };
  for (const root of Object.values(roots)) makeLargeFile(join(root, "large.bin"), megabytes);
  const sums: number[] = [];
  const [ours, dvc] = await alternate(bench, `add ${megabytes} MB`, async ({ name }) => ({
    prepare: async () => {
      for (const each of ["large.bin.dvc", ".dvc/cache", ".dvc/tmp"])
        rmSync(join(roots[name], each), { recursive: true, force: true });
      // who writes while the disk still works on what others wrote waits for it
      execFileSync("sync");
      if (name !== "tidemark") return;
      const command = { program: "md5sum", args: ["large.bin"], cwd: roots[name], env: machine.env };
      sums.push((await take(command, machine.scratch)).seconds);
    },
    cwd: roots[name],
    words: ["add", "large.bin"],
  }));
  bench.note(`md5sum of it: ${sums.map((each) => each.toFixed(2)).join(", ")} s`);
  bench.add(
    less(`add ${megabytes} MB, as times of md5sum`, "×", (ours?.seconds ?? 0) / median(sums), undefined, {
      limit: 1.3,
    }),
  );
  bench.add(less("the same against dvc", "s", ours?.seconds ?? 0, dvc?.seconds, {}));
}
