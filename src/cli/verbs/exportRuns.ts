import { createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UsageError } from "../args";
import type { Opened } from "../door";
import type { Output } from "../output";
import { createProgress } from "../terminal/progress";
import { defineVerb } from "../verb";

const formats = ["jsonl", "csv", "parquet"];

export const exportRuns = defineVerb({
  usage: "[--format jsonl|csv|parquet] [--history] [--output FILE]",
  about: `Runs with their params, last metrics and tags, oldest first; with --history a line for every metric point.

Examples:
  tidemark export runs --format csv --output runs.csv
  tidemark export runs --history --experiment churn | gzip > points.jsonl.gz
  tidemark export runs --filter "metrics.val_auc > 0.8" | jq .params`,
  options: {
    format: { kind: "text", value: "NAME", help: `${formats.join(", ")} (default jsonl)` },
    history: { kind: "flag", help: "every metric point instead of the last values" },
    experiment: { kind: "texts", value: "NAME", help: "only this experiment, by name or id; may be repeated" },
    filter: { kind: "text", value: "TEXT", help: "only runs that match, in MLflow's grammar" },
    output: { kind: "text", value: "FILE", help: "where to write (default: stdout)" },
  },
  async run({ door, options, out, json }) {
    const format = options.format ?? "jsonl";
    if (!formats.includes(format)) throw new UsageError(`--format: there are ${formats.join(", ")}, not '${format}'`);
    if (json && options.output === undefined)
      throw new UsageError("--json: says what was written, so it needs --output");
    const file = options.output === undefined ? undefined : resolve(options.output);
    if (file !== undefined && !existsSync(dirname(file)))
      throw new UsageError(`--output: the folder ${dirname(file)} does not exist`);
    const query = new URLSearchParams({ format, history: String(options.history) });
    for (const name of options.experiment) query.append("experiment", name);
    if (options.filter !== undefined) query.set("filter", options.filter);
    const opened = await (await door()).open("GET", `/api/tidemark/v1/export/runs?${query}`);
    if (file === undefined) {
      // stdout stays open: it is not ours to end
      await pipeline(opened.body, out.stdout, { end: false });
      return 0;
    }
    const bytes = await writeWhole(file, opened, out);
    const runs = Number(opened.headers["x-tidemark-runs"] ?? 0);
    if (json) out.document({ file, runs, bytes });
    else out.note(`${options.history ? "every point of " : ""}${runs} run${runs === 1 ? "" : "s"} written to ${file}`);
    return 0;
  },
});

/** Under another name until it is whole, so that nobody reads half of it. */
async function writeWhole(file: string, { body }: Opened, out: Output): Promise<number> {
  const part = `${file}.part`;
  const progress = createProgress(out, { label: "Exporting", unit: "bytes" });
  let bytes = 0;
  const count = new Transform({
    transform(piece: Buffer, _, next) {
      bytes += piece.length;
      progress.update(bytes);
      next(null, piece);
    },
  });
  try {
    await pipeline(body, count, createWriteStream(part));
    await rename(part, file);
    return bytes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    progress.end();
  }
}
