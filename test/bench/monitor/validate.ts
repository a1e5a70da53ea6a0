import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import { inTurns } from "./turns";

/** Numbers, keys, categories, mails and times: 10 columns. */
const makeTable = `
import sys
import numpy as np, pandas as pd
rows, path = int(sys.argv[1]), sys.argv[2]
rng = np.random.default_rng(1)
frame = pd.DataFrame({
    "id": np.arange(rows),
    "age": rng.integers(18, 90, rows),
    "income": np.round(rng.gamma(2, 20000, rows), 2),
    "score": np.where(rng.random(rows) < 0.02, np.nan, rng.normal(0, 1, rows)),
    "city": rng.choice(["Berlin", "Paris", "Rome", "Oslo", "Wien"], rows),
    "plan": rng.choice(["free", "pro", "team"], rows, p=[0.7, 0.2, 0.1]),
    "code": np.char.add("ab-", rng.integers(1000, 9999, rows).astype(str)),
    "visits": rng.poisson(4, rows),
    "active": rng.random(rows) < 0.5,
    "spend": np.round(rng.exponential(30, rows), 2),
})
frame.to_csv(path, index=False) if path.endswith(".csv") else frame.to_parquet(path)
`;

const expectations = [
  { type: "expect_table_row_count_to_be_between", kwargs: { min_value: 1000, max_value: 10_000_000 } },
  { type: "expect_column_values_to_be_unique", kwargs: { column: "id" } },
  { type: "expect_column_values_to_be_between", kwargs: { column: "age", min_value: 18, max_value: 80, mostly: 0.8 } },
  { type: "expect_column_values_to_not_be_null", kwargs: { column: "score", mostly: 0.95 } },
  { type: "expect_column_values_to_be_in_set", kwargs: { column: "city", value_set: ["Berlin", "Paris", "Rome"] } },
  { type: "expect_column_values_to_match_regex", kwargs: { column: "code", regex: "^ab-\\d{4}$" } },
  { type: "expect_column_mean_to_be_between", kwargs: { column: "income", min_value: 30_000, max_value: 50_000 } },
  {
    type: "expect_column_quantile_values_to_be_between",
    kwargs: {
      column: "spend",
      quantile_ranges: {
        quantiles: [0.5, 0.9],
        value_ranges: [
          [15, 30],
          [60, 80],
        ],
      },
    },
  },
  { type: "expect_column_values_to_be_of_type", kwargs: { column: "visits", type_: "int64" } },
  {
    type: "expect_column_distinct_values_to_equal_set",
    kwargs: { column: "plan", value_set: ["free", "pro", "team"] },
  },
];

/** As its documentation has it for a suite of a file and a data frame. */
const peerProgram = `
import sys, json
import pandas as pd
import great_expectations as gx
context = gx.get_context(mode="ephemeral")
asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
read = pd.read_csv if sys.argv[2].endswith(".csv") else pd.read_parquet
batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": read(sys.argv[2])})
suite = json.load(open(sys.argv[1]))
result = batch.validate(gx.ExpectationSuite(name=suite["name"], expectations=suite["expectations"]), result_format="BASIC")
print(json.dumps(result.to_json_dict())[:200])
`;

export async function measureValidate(bench: Bench): Promise<void> {
  const rows = bench.isQuick ? 50_000 : 1_000_000;
  const suite = join(bench.scratch, "suite.json");
  writeFileSync(suite, JSON.stringify({ name: "ten", expectations }));
  for (const kind of ["parquet", "csv"]) {
    const table = join(bench.scratch, `validate${rows}.${kind}`);
    const made = spawnSync(bench.python, ["-c", makeTable, String(rows), table], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
    const { ours, peer } = await inTurns(
      bench,
      ["validate", "--suite", suite, "--data", table, "--json"],
      ["-c", peerProgram, suite, table],
      1, // one of them does not hold
    );
    const what = `10 expectations on ${rows.toLocaleString("en")} × 10, ${kind}`;
    bench.add(less(what, "s", ours.seconds, peer.seconds, { times: 8 }));
    bench.add(less(`${what}: memory`, "MB", ours.peak, peer.peak, {}));
  }
}
