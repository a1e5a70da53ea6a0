import { Readable } from "node:stream";
import { boolean, object, oneOf, oneOrMore, optional, string } from "../../shared/readers";
import type { Reply, Route } from "../kernel/http/route";
import type { Exports, Selection } from "./exports";
import { writeCsv, writeDocuments, writeJsonl } from "./write";
import { writeParquet } from "./writeParquet";

const formats = ["jsonl", "csv", "parquet"] as const;
type Format = (typeof formats)[number];

const types: Readonly<Record<Format, string>> = {
  jsonl: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
};

interface Asked {
  readonly format: Format;
  readonly history: boolean;
  readonly experiment: string[];
  readonly filter: string | undefined;
  readonly view: Selection["view"];
}

const readAsked = object<Asked>({
  format: optional(oneOf(...formats), "jsonl"),
  history: optional(boolean, false),
  experiment: optional(oneOrMore(string), []),
  filter: optional(string),
  view: optional(oneOf("ACTIVE_ONLY", "DELETED_ONLY", "ALL"), "ACTIVE_ONLY"),
});

export function exportRoutes(exports: Exports): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/export/runs",
      async handle({ body }): Promise<Reply> {
        const { format, history, experiment, filter, view } = readAsked(body, "query");
        const selected = exports.select({ experiments: experiment, filter, view });
        const name = `${history ? "points" : "runs"}.${format}`;
        return {
          status: 200,
          headers: {
            "content-type": types[format],
            "content-disposition": `attachment; filename="${name}"`,
            "x-tidemark-runs": String(selected.length),
          },
          body: Readable.from(await bytesOf(exports, selected, format, history), { objectMode: false }),
        };
      },
    },
  ];
}

async function bytesOf(
  exports: Exports,
  selected: Int32Array,
  format: Format,
  history: boolean,
): Promise<AsyncIterable<Buffer>> {
  if (format === "jsonl")
    return history ? writeJsonl(exports.points(selected)) : writeDocuments(exports.documents(selected));
  const rows = history ? exports.points(selected) : await exports.table(selected);
  return format === "csv" ? writeCsv(rows) : writeParquet(rows);
}
