import { join } from "node:path";
import { median } from "../tracking/processes";
import { less, type Row } from "../tracking/table";
import { putAway } from "./attic";
import { type Contender, dataContenders, type Machine } from "./contenders";
import { makeFiles, makeForeignTree, makeProject } from "./projects";

export interface Bench {
  readonly machine: Machine;
  readonly rounds: number;
  add(row: Row): void;
  note(line: string): void;
}

export interface Figures {
  readonly seconds: number;
  readonly peak: number;
}

/** Both in turns, `rounds` times. `prepare` is not counted. */
export async function alternate(
  { machine, rounds, note }: Bench,
  what: string,
  act: (contender: Contender, round: number) => Promise<{ prepare?: () => unknown; cwd: string; words: string[] }>,
  contenders: readonly Contender[] = dataContenders(machine),
): Promise<Figures[]> {
  const seen = contenders.map(() => [] as Figures[]);
  for (let round = 0; round < rounds; round++)
    for (const [i, contender] of contenders.entries()) {
      const { prepare, cwd, words } = await act(contender, round);
      await prepare?.();
      seen[i]?.push(await contender.run(cwd, ...words));
    }
  return seen.map((figures, i) => {
    const all = figures.map(({ seconds }) => seconds.toFixed(2)).join(", ");
    const peak = Math.max(...figures.map((each) => each.peak));
    note(`${what}, ${contenders[i]?.name}: ${all} s; at most ${peak.toFixed(0)} MB`);
    return { seconds: median(figures.map(({ seconds }) => seconds)), peak };
  });
}

export async function measureStart(bench: Bench): Promise<void> {
  const cwd = makeProject(bench.machine, "start");
  const [ours, dvc] = await alternate({ ...bench, rounds: bench.rounds + 4 }, "start", async ({ name }) => ({
    cwd,
    words: name === "dvc" ? ["--version"] : ["remote", "list"],
  }));
  bench.add(
    less("start (`data remote list` / `dvc --version`)", "s", ours?.seconds ?? 0, dvc?.seconds, { times: 2.5 }),
  );
}

/** Add, status, checkout, push and pull of many small files. */
export async function measureMany(bench: Bench, count: number, foreign: number): Promise<void> {
  const label = `${count.toLocaleString("en")} files`;
  const roots = new Map<Contender["name"], string>();
  for (const name of ["tidemark", "dvc"] as const) {
    const root = makeProject(bench.machine, `many-${name}`);
    if (foreign > 0) makeForeignTree(join(root, "foreign"), foreign);
    roots.set(name, root);
  }
  const at = (name: Contender["name"]) => roots.get(name) ?? "";
  const added = await alternate(bench, `add ${label}`, async ({ name }) => ({
    prepare: () => {
      putAway(bench.machine, at(name), "data", "data.dvc", ".dvc/cache", ".dvc/tmp");
      makeFiles(join(at(name), "data"), count, 4096);
    },
    cwd: at(name),
    words: ["add", "data"],
  }));
  tell(bench, `add ${label} of 4 KB, cold cache`, added, { times: 7 });
  bench.add(less(`the same: memory`, "MB", added[0]?.peak ?? 0, added[1]?.peak, { limit: 300 }));

  const unchanged = async ({ name }: Contender) => ({ cwd: at(name), words: ["status"] });
  for (const contender of dataContenders(bench.machine)) await contender.run(at(contender.name), "status"); // dvc hashes once more
  tell(bench, `status of ${label}, nothing changed`, await alternate(bench, `status of ${label}`, unchanged), {
    times: 14,
  });

  const checkedOut = await alternate(bench, `checkout ${label}`, async ({ name }) => ({
    prepare: () => putAway(bench.machine, at(name), "data"),
    cwd: at(name),
    words: ["checkout"],
  }));
  tell(bench, `checkout of ${label} after deletion, copies`, checkedOut, { times: 8 });

  for (const contender of dataContenders(bench.machine))
    await contender.run(
      at(contender.name),
      "remote",
      "add",
      "-d",
      "store",
      join(bench.machine.scratch, `store-${contender.name}`),
    );
  const pushed = await alternate(bench, `push ${label}`, async ({ name }) => ({
    prepare: () => putAway(bench.machine, bench.machine.scratch, `store-${name}`),
    cwd: at(name),
    words: ["push"],
  }));
  tell(bench, `push ${label}, folder remote`, pushed, { times: 6 });
  const pulled = await alternate(bench, `pull ${label}`, async ({ name }) => ({
    prepare: () => putAway(bench.machine, at(name), "data", ".dvc/cache"),
    cwd: at(name),
    words: ["pull"],
  }));
  tell(bench, `pull ${label}, folder remote`, pulled, { times: 12 });
}

export function tell(bench: Bench, what: string, [ours, dvc]: readonly Figures[], goal: { times: number }): void {
  bench.add(less(what, "s", ours?.seconds ?? 0, dvc?.seconds, goal));
}
