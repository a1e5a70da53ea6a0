import { availableParallelism } from "node:os";
import { join } from "node:path";
import { plainName } from "../../core/rollout/plainName";
import { createLog } from "../../runtime/kernel/log";
import { usualLimits } from "../../runtime/serving/front/limits";
import { startEndpoint } from "../../runtime/serving/host/endpoint";
import { unknownColumns } from "../../runtime/serving/predictions/rows";
import { UsageError } from "../args";
import { findModel } from "../serving/findModel";
import { defineVerb } from "../verb";

export const serve = defineVerb({
  usage: "--model MODEL [--port N] [--name NAME]",
  about: `Answers with a model's predictions until Ctrl+C or SIGTERM. MODEL is an ONNX file, models:/NAME/VERSION,
models:/NAME@ALIAS or runs:/ID/PATH. Speaks /predict, MLflow's /invocations, Open Inference V2 (with binary
tensors), V1 :predict and Prometheus' /metrics; its address opened in a browser is a page to try it.

Examples:
  tidemark serve --model models:/churn@champion --port 8080
  tidemark serve --model model.onnx
  curl -d '{"features": [0.1, 2, 3]}' http://127.0.0.1:8080/predict

With --json the first line is {url, name, version, pid}.`,
  options: {
    model: { kind: "text", value: "MODEL", help: "what to serve" },
    name: {
      kind: "text",
      value: "NAME",
      help: "what it is called in paths (default: its registered name, or the file's)",
    },
    host: { kind: "text", value: "ADDRESS", help: "where to listen (default: 127.0.0.1, this machine alone)" },
    port: { kind: "integer", value: "N", help: "default: 0, any free one" },
    "api-key": {
      kind: "text",
      value: "KEY",
      help: "ask for this key (default: the variable TIDEMARK_API_KEY, else none)",
    },
    workers: { kind: "integer", value: "N", help: "processes that share the requests (default: 1)" },
    threads: { kind: "integer", value: "N", help: "of a run (default: 1, all cores for slow models)" },
    "max-body": { kind: "integer", value: "BYTES", help: `largest body (default: ${usualLimits.body})` },
    "max-rows": { kind: "integer", value: "N", help: `most rows in a request (default: ${usualLimits.rows})` },
    "max-queue": { kind: "integer", value: "N", help: `most requests that wait (default: ${usualLimits.queue})` },
    timeout: {
      kind: "integer",
      value: "SECONDS",
      help: `a request without an answer gets 504, and a model that hangs is started anew (default: ${usualLimits.answer / 1000})`,
    },
    "log-predictions": {
      kind: "integer",
      value: "PERCENT",
      help: "keep this share of the predictions under .tidemark/predictions, and what POST /feedback says of any of them",
    },
    redact: { kind: "texts", value: "COLUMN", help: "a column whose values are not kept; may be repeated" },
    "no-access-log": { kind: "flag", help: "write no line a request into .tidemark/logs" },
  },
  async run({ workspace, options, out, json, door }) {
    const { host = "127.0.0.1", port = 0, workers = 1, timeout = usualLimits.answer / 1000 } = options;
    if (options.model === undefined)
      throw new UsageError("serve: which model? --model FILE.onnx or models:/NAME/VERSION");
    if (port < 0 || port > 65_535) throw new UsageError(`--port: ${port} is no port; 0 to 65535`);
    if (workers < 1 || workers > 64)
      throw new UsageError(`--workers: ${workers}; 1 to 64 (this machine has ${availableParallelism()} cores)`);
    if (timeout < 1 || timeout > 86_400) throw new UsageError(`--timeout: ${timeout}; 1 to 86400 seconds`);
    for (const option of ["threads", "max-body", "max-rows", "max-queue"] as const)
      if ((options[option] ?? 1) < 1) throw new UsageError(`--${option}: ${options[option]}; expected 1 or more`);
    const model = await findModel(options.model, door);
    const name = options.name ?? model.name;
    const sample = options["log-predictions"] ?? 0;
    if (sample < 0 || sample > 100) throw new UsageError(`--log-predictions: ${sample}; 0 to 100 percent`);
    const predictions = {
      folder: join(workspace, ".tidemark", "predictions", plainName(name)),
      endpoint: name,
      sample: sample / 100,
      redact: options.redact ?? [],
    };
    const endpoint = await startEndpoint({
      host,
      port,
      workers,
      model: { ...model, name, threads: options.threads },
      apiKey: (options["api-key"] ?? process.env.TIDEMARK_API_KEY) || undefined,
      limits: {
        body: options["max-body"] ?? usualLimits.body,
        rows: options["max-rows"] ?? usualLimits.rows,
        queue: options["max-queue"] ?? usualLimits.queue,
        answer: timeout * 1000,
      },
      accessLog: options["no-access-log"]
        ? undefined
        : join(workspace, ".tidemark", "logs", `serving-${plainName(name)}.log`),
      predictions: sample > 0 ? predictions : undefined,
      log: createLog((line) => out.note(line.trimEnd()), "warn"),
    });
    const { url, facts } = endpoint;
    const unknown = sample > 0 ? unknownColumns([facts], predictions.redact) : undefined;
    if (unknown !== undefined) {
      await endpoint.close();
      throw new UsageError(`--redact: ${unknown}`);
    }
    if (json) out.document({ url, name, version: facts.version, pid: endpoint.pids()[0] });
    else out.print(`serving ${name} version ${facts.version}: ${url}  (Ctrl+C ends it)`);
    await untilSignal();
    await endpoint.close();
    return 0;
  },
});

function untilSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => done());
  });
}
