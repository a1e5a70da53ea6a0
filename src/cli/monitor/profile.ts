import { profileTable } from "../../runtime/monitoring/profile/profileWork";
import { UsageError } from "../args";
import { defineVerb } from "../verb";
import { printProfile } from "./profileTable";
import { tableFile } from "./tableFile";

export const profile = defineVerb({
  usage: "--data D [--columns A,B] [--json]",
  about: `What a table holds: of each column its type, what is missing, how many values there are, the most frequent ones, and of
numbers their mean, spread and quantiles; and how columns go together (Pearson's and Spearman's correlation of numbers, Cramér's V
of categories). Types are those that pandas gives them.

D is a CSV, TSV, JSON lines or parquet file, a version of one (data.csv@HEAD~3), logged predictions
(predictions:churn?last=24h), a dataset of a run (run:ID/NAME) or an artifact (runs:/ID/table.csv).

Examples:
  tidemark profile --data train.csv
  tidemark profile --data train.parquet --columns age,income --json
  tidemark profile --data train.csv@v1.0
  tidemark profile --data 'predictions:churn?last=24h'`,
  options: {
    data: { kind: "text", value: "D", help: "the table" },
    columns: { kind: "text", value: "A,B", help: "only these" },
  },
  async run({ workspace, options, out, json, door }) {
    const { data, columns } = options;
    if (data === undefined) throw new UsageError("--data: name the table");
    const names = columns?.split(",").map((name) => name.trim());
    if (names?.some((name) => name === "")) throw new UsageError("--columns: a name is empty");
    const found = await profileTable({ data: await tableFile({ workspace, door }, data), columns: names });
    if (json) out.document(found);
    else printProfile(out, found);
    return 0;
  },
});
