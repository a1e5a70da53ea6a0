import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import { inTurns, median } from "./turns";

const makeTable = `
import sys
import numpy as np, pandas as pd
rows, columns, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rng = np.random.default_rng(1)
made = {}
for i in range(columns):
    if i % 5 == 4: made[f"c{i}"] = rng.choice([f"word {k}" for k in range(5 + 10 * i)], rows)
    elif i % 4 == 0: made[f"c{i}"] = rng.integers(0, 1000, rows)
    else: made[f"c{i}"] = rng.normal(i, 1, rows)
frame = pd.DataFrame(made)
frame.to_csv(path, index=False) if path.endswith(".csv") else frame.to_parquet(path)
`;

/** The call alone, so many times; the median in seconds is printed. */
const readTable = `
import sys, time
import pandas as pd
read = pd.read_csv if sys.argv[1].endswith(".csv") else pd.read_parquet
took = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    read(sys.argv[1])
    took.append(time.perf_counter() - start)
print(sorted(took)[len(took) // 2])
`;

/** What \`tidemark profile\` answers, as pandas has it. */
const profileTable = `
import sys
import pandas as pd
frame = (pd.read_csv if sys.argv[1].endswith(".csv") else pd.read_parquet)(sys.argv[1])
numbers = frame.select_dtypes("number")
print(len(str((frame.describe(include="all", percentiles=[.01, .05, .25, .5, .75, .95, .99]), frame.nunique(), frame.isna().sum(),
  [frame[name].value_counts().head(10) for name in frame.columns], numbers.corr(), numbers.corr("spearman")))))
`;

/** Tables read, and summarised as whole commands. */
export async function measureFrames(bench: Bench): Promise<void> {
  copyFileSync(join(dirname(bench.cli), "frameWorker.js"), join(__dirname, "frameWorker.js")); // the second thread
  const [small, large] = bench.isQuick ? [10_000, 50_000] : [100_000, 1_000_000];
  for (const [rows, columns] of [
    [small, 30],
    [large, 10],
  ] as const)
    for (const kind of ["csv", "parquet"]) await measure(bench, rows, columns, kind);
}

async function measure(bench: Bench, rows: number, columns: number, kind: string): Promise<void> {
  const path = join(bench.scratch, `frame${rows}.${kind}`);
  run(bench, [makeTable, String(rows), String(columns), path]);
  const what = `${rows.toLocaleString("en")} × ${columns}, ${kind}`;
  const took: number[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    const start = performance.now();
    await readFrame(path);
    took.push((performance.now() - start) / 1000);
  }
  const peer = Number(run(bench, [readTable, path, String(bench.rounds)]));
  bench.add(less(`reading ${what}: the call alone`, "s", median(took), peer, {}));
  const whole = await inTurns(bench, ["profile", "--data", path, "--json"], ["-c", profileTable, path]);
  bench.add(less(`profile of ${what}`, "s", whole.ours.seconds, whole.peer.seconds, {}));
}

function run({ python, env }: Bench, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ["-c", ...args], {
    encoding: "utf8",
    env: env as NodeJS.ProcessEnv,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
