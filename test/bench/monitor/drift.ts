import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import { inTurns } from "./turns";

/** Writes R and C: two thirds of the columns numbers, the rest categories, a third of all shifted. */
const makeTables = `
import sys
import numpy as np, pandas as pd
rows, columns, reference, current = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
def table(seed, shift):
    rng = np.random.default_rng(seed)
    made = {}
    for i in range(columns):
        moved = shift if i % 3 == 0 else 0
        if i % 6 == 4:
            made[f"c{i}"] = rng.choice([f"word{k}" for k in range(12)], rows, p=np.roll(np.arange(1, 13) / 78, int(moved * 4)))
        elif i % 6 == 5:
            made[f"c{i}"] = rng.poisson(20 + moved * 5, rows)
        else:
            made[f"c{i}"] = np.round(rng.normal(moved, 1 + i / 10, rows) if i % 2 else rng.gamma(2 + moved, 2, rows), 6)
    return pd.DataFrame(made)
for path, seed, shift in ((reference, 1, 0.0), (current, 2, 0.4)):
    frame = table(seed, shift)
    frame.to_csv(path, index=False) if path.endswith(".csv") else frame.to_parquet(path)
`;

/** As its documentation has it: read, Dataset, Report, run, the result as a dict. */
const peerProgram = `
import sys, json
import pandas as pd
from evidently import Dataset, Report
from evidently.presets import DataDriftPreset
read = pd.read_csv if sys.argv[1].endswith(".csv") else pd.read_parquet
reference, current = (Dataset.from_pandas(read(path)) for path in sys.argv[1:3])
print(json.dumps(Report([DataDriftPreset()]).run(current, reference).dict(), default=str)[:200])
`;

export async function measureDrift(bench: Bench): Promise<void> {
  const small = bench.isQuick ? 10_000 : 100_000;
  const large = bench.isQuick ? 50_000 : 1_000_000;
  await measure(bench, small, 30, "csv", 18);
  await measure(bench, small, 30, "parquet", 18);
  await measure(bench, large, 10, "csv", 20);
  await measure(bench, large, 10, "parquet", 20);
}

async function measure(bench: Bench, rows: number, columns: number, kind: string, times: number): Promise<void> {
  const tables = ["reference", "current"].map((name) => join(bench.scratch, `${name}${rows}.${kind}`));
  const made = spawnSync(bench.python, ["-c", makeTables, String(rows), String(columns), ...tables], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const [reference = "", current = ""] = tables;
  const { ours, peer } = await inTurns(
    bench,
    ["drift", "--reference", reference, "--current", current, "--json"],
    ["-c", peerProgram, reference, current],
  );
  const what = `drift of ${rows.toLocaleString("en")} × ${columns}, ${kind}`;
  bench.add(less(what, "s", ours.seconds, peer.seconds, { times }));
  bench.add(less(`${what}: memory`, "MB", ours.peak, peer.peak, rows > 100_000 ? { limit: 600 } : {}));
}
