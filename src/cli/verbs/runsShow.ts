import { formatBytes, formatDate, formatDuration, formatNumber } from "../../shared/format";
import type { Output } from "../output";
import { durationOf } from "../runs/columns";
import { findRun } from "../runs/findRuns";
import { listFiles } from "../runs/listFiles";
import { type Run, runDocument } from "../runs/run";
import { writeFacts } from "../terminal/facts";
import { defineVerb } from "../verb";

export const runsShow = defineVerb({
  usage: "RUN",
  about: `RUN is an id, the beginning of one, or a name that only one run has.

Examples:
  tidemark runs show 3f2a91c0
  tidemark runs show linear --json`,
  options: { deleted: { kind: "flag", help: "look among deleted runs" } },
  words: { least: 1, most: 1 },
  async run({ door, words, options, out, json }) {
    const opened = await door();
    const run = await findRun(opened, words[0] ?? "", options.deleted ? "DELETED_ONLY" : "ACTIVE_ONLY");
    const files = await listFiles(opened, run.id);
    if (json) out.document({ ...runDocument(run), artifacts: files });
    else {
      showRun(run, out);
      if (files.length > 0)
        writeFacts(
          out,
          "Artifacts",
          files.map((file) => [file.path, file.is_dir ? "folder" : formatBytes(file.file_size)]),
        );
    }
    return 0;
  },
});

function showRun(run: Run, out: Output): void {
  const now = Date.now();
  const length = durationOf(run, now);
  const facts: [string, string | undefined][] = [
    ["run", run.name],
    ["id", run.id],
    ["experiment", run.experiment.name],
    ["status", run.status.toLowerCase()],
    ["started", formatDate(run.start, { now, seconds: true })],
    ["duration", length === undefined ? undefined : formatDuration(length)],
    ["user", run.user],
    ["source", run.tags.get("mlflow.source.name")],
    ["commit", run.tags.get("mlflow.source.git.commit")],
    ["parent", run.tags.get("mlflow.parentRunId")],
    ["data", run.datasets.join(", ")],
  ];
  writeFacts(
    out,
    undefined,
    facts.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  );
  writeFacts(out, "Params", [...run.params].sort());
  writeFacts(
    out,
    "Metrics",
    [...run.metrics].sort().map(([key, value]) => [key, out.isTerminal ? formatNumber(value) : String(value)]),
  );
  writeFacts(out, "Tags", [...run.tags].filter(([key]) => !key.startsWith("mlflow.")).sort());
}
