import { join } from "node:path";
import { less } from "../tracking/table";
import { type Contender, dataContenders } from "./contenders";
import { alternate, type Bench } from "./local";
import { makeFiles, makeForeignTree, makeProject } from "./projects";

/** The same project with and without a tree of files beside that nobody tracks; dvc is not asked. */
export async function measureForeign(bench: Bench, count: number, foreign: number): Promise<void> {
  const [ours] = dataContenders(bench.machine);
  const label = `${foreign.toLocaleString("en")} files beside that nobody tracks`;
  const [alone, beside] = ["alone", "beside"].map((name) => makeProject(bench.machine, name)) as [string, string];
  makeForeignTree(join(beside, "foreign"), foreign);
  for (const root of [alone, beside]) {
    makeFiles(join(root, "data"), count, 4096);
    const { seconds } = await ours.run(root, "add", "data");
    bench.note(`the first command, add, ${root === alone ? "without" : "with"} ${label}: ${seconds.toFixed(2)} s`);
    await ours.run(root, "status");
  }
  const places: Contender[] = [alone, beside].map((root) => ({
    name: ours.name,
    run: (_, ...words) => ours.run(root, ...words),
  }));
  for (const words of [["status"], ["checkout"]]) {
    const what = `${words[0]} of ${count.toLocaleString("en")} files, nothing changed`;
    const [without, having] = await alternate(
      { ...bench, rounds: bench.rounds + 8 },
      `${what}, without and with ${label}`,
      async () => ({ cwd: "", words }),
      places,
    );
    const ratio = (having?.seconds ?? 0) / (without?.seconds ?? 1);
    bench.add(less(`${what}, with ${label}, as times of without`, "×", ratio, undefined, { limit: 1.1 }));
  }
}
