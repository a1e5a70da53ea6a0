import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { object, optional, type Reader, string } from "../../../src/shared/readers";
import type { TestRuntime } from "../stage";

const mlflow = "/api/2.0/mlflow";
const readRun = object<{ run: { info: { run_id: string; artifact_uri: string } } }>({
  run: object({ info: object({ run_id: string, artifact_uri: string }) }),
});
const readId = object<{ id: string }>({ id: string });
const readExperiment = object<{ experiment_id: string }>({ experiment_id: string });
const readCommit = object<{ commit?: string }>({
  commit: optional(string) as Reader<string>,
});
const nothing = () => undefined;

/** A repository as a data scientist has it: committed, with two lines that are not. */
function makeRepository(folder: string): string {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@t", ...args], { cwd: folder, encoding: "utf8" });
  const script = (rate: string) =>
    `${Array.from({ length: 40 }, (_, i) => `# step ${i}`).join("\n")}\nimport mlflow\nmlflow.start_run()\nrate = ${rate}\n`;
  write("src/train.py", script("0.01"));
  write("params.yaml", "depth: 6\nlr: 0.01\n");
  write(
    "data/customers.csv.dvc",
    "outs:\n- md5: 9b1d4e7aa0b1c2d3e4f5061728394a5b\n  size: 212000000\n  path: customers.csv\n",
  );
  write(".gitignore", ".tidemark/\nvenv/\n");
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "Train with a smaller rate");
  write("src/train.py", script("0.001"));
  write("params.yaml", "depth: 8\nlr: 0.01\n");
  for (const name of ["torch-2.5.1", "mlflow-3.1.0", "numpy-2.1.3", "pandas-2.2.3", "scikit_learn-1.5.2"])
    mkdirSync(join(folder, "venv/lib/python3.11/site-packages", `${name}.dist-info`), { recursive: true });
  write("venv/pyvenv.cfg", "version = 3.11.9\n");
  write("venv/bin/python", "");
  return git("rev-parse", "HEAD").trim();
}

export interface Scene {
  readonly run: string;
  readonly champion: string;
  readonly experiment: string;
  readonly commit: string;
}

export async function put(door: Door, path: string, content: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const call = request(
      new URL(`/api/2.0/mlflow-artifacts/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`, door.url),
      { method: "PUT", headers: { authorization: `Bearer ${door.token}` } },
      (reply) => {
        reply.resume();
        reply.once("end", () =>
          reply.statusCode === 200 ? resolve() : reject(new Error(`${path}: ${reply.statusCode}`)),
        );
      },
    );
    call.once("error", reject);
    call.end(content);
  });
}

export interface NewRun {
  readonly experiment: string;
  readonly name: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly began?: number;
}

export async function makeRun(door: Door, { experiment, name, params = {}, tags = {}, began }: NewRun) {
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([key, value]) => ({ key, value }));
  const body = {
    experiment_id: experiment,
    run_name: name,
    start_time: began ?? Date.now(),
    tags: pairs(tags),
    user_id: "ada",
  };
  const { run_id, artifact_uri } = (await door.post(`${mlflow}/runs/create`, body, readRun)).run.info;
  await door.post(`${mlflow}/runs/log-batch`, { run_id, params: pairs(params) }, nothing);
  const place = artifact_uri.replace(/^mlflow-artifacts:\/+/, "");
  return {
    id: run_id,
    log: (metrics: Readonly<Record<string, number>>, step: number) =>
      door.post(
        `${mlflow}/runs/log-batch`,
        {
          run_id,
          metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, step, timestamp: Date.now() })),
        },
        nothing,
      ),
    put: (path: string, content: string | Uint8Array) => put(door, `${place}/${path}`, content),
    end: (status: string, at: number) => door.post(`${mlflow}/runs/update`, { run_id, status, end_time: at }, nothing),
  };
}

/** The run of the design's picture, as far as it is ours to tell: curves, files, params, versions, traces, lineage. */
export async function playScene({ door, folder }: Pick<TestRuntime, "door" | "folder">): Promise<Scene> {
  const commit = makeRepository(folder);
  const { experiment_id: experiment } = await door.post(
    `${mlflow}/experiments/create`,
    { name: "churn-sweep" },
    readExperiment,
  );
  const hour = 3_600_000;
  const began = Date.now() - hour;
  const params = {
    model: "ft-transformer",
    lr: "0.001",
    depth: "8",
    dropout: "0.2",
    batch: "256",
    epochs: "60",
    optimizer: "adamw",
    seed: "17",
  };
  const old = await makeRun(door, {
    experiment,
    name: "bold-eider-731",
    params: { ...params, model: "mlp", depth: "6", epochs: "40", optimizer: "adam", seed: "3" },
    began: began - 5 * hour,
  });
  await old.end("FINISHED", began - 4 * hour);
  const python = join(folder, "venv/bin/python");
  const { id: launch } = await door.post(
    "/api/tidemark/v1/launches",
    { command: [python, "src/train.py", "--lr", "0.001"], cwd: folder, python },
    readId,
  );
  const run = await makeRun(door, {
    experiment,
    name: "calm-heron-214",
    params,
    tags: { candidate: "true", "tidemark.starred": "true", "tidemark.launch": launch },
    began,
  });
  await logCurves(run.log);
  await door.post(
    `${mlflow}/runs/log-inputs`,
    {
      run_id: run.id,
      datasets: [
        {
          dataset: { name: "customers.csv", digest: "9b1d4e7a", source_type: "local", source: "data/customers.csv" },
          tags: [{ key: "mlflow.data.context", value: "training" }],
        },
      ],
    },
    nothing,
  );
  await putFiles(run.put);
  await run.end("FINISHED", began + 401_000);
  await door.post(`${mlflow}/registered-models/create`, { name: "churn" }, nothing);
  for (const id of [old.id, run.id])
    await door.post(
      `${mlflow}/model-versions/create`,
      { name: "churn", source: `runs:/${id}/model`, run_id: id },
      nothing,
    );
  await door.post(`${mlflow}/registered-models/alias`, { name: "churn", alias: "champion", version: "1" }, nothing);
  await door.post(
    `${mlflow}/model-versions/transition-stage`,
    { name: "churn", version: "2", stage: "Staging" },
    nothing,
  );
  for (const milliseconds of [41.8, 12.5, 22.1]) await logTrace(door, experiment, run.id, milliseconds);
  await untilProvenance(door, run.id);
  return { run: run.id, champion: old.id, experiment, commit };
}

async function logCurves(log: (metrics: Record<string, number>, step: number) => Promise<unknown>): Promise<void> {
  let seed = 7;
  const noise = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647 - 0.5;
  };
  for (let step = 1; step <= 60; step++) {
    const done = 1 - Math.exp(-step / 12);
    await log(
      {
        "val/auc": 0.74 + 0.135 * done + 0.006 * noise() - (step > 47 ? 0.002 : 0),
        "val/loss": 0.53 - 0.25 * done + 0.012 * noise(),
        "val/f1": 0.44 + 0.22 * done + 0.01 * noise(),
        "train/loss": 0.65 - 0.42 * done + 0.02 * noise(),
        "train/lr": step < 5 ? 0.0002 * step : 0.001 * (0.5 + 0.5 * Math.cos((Math.PI * (step - 5)) / 55)),
        "system/gpu_memory": 2 + 4.2 * Math.min(1, step / 12) + 0.05 * noise(),
        "system/cpu_utilization_percentage": 40 + 20 * noise(),
      },
      step,
    );
  }
}

/** The smallest PNG of one colour, so that pictures of different steps differ. */
export function dot(red: number): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="160"><rect width="240" height="160" fill="rgb(${red},90,140)"/><circle cx="${40 + red}" cy="80" r="30" fill="white"/></svg>`;
  return new TextEncoder().encode(svg);
}

async function putFiles(put: (path: string, content: string | Uint8Array) => Promise<void>): Promise<void> {
  await put("model/MLmodel", "flavors:\n  onnx:\n    data: model.onnx\n");
  await put("model/model.onnx", randomBytes(68_000));
  await put("model/model.pkl", randomBytes(74_000));
  await put("model/input_example.json", '{"columns": ["age", "plan"], "data": [[31, "monthly"], [64, "yearly"]]}');
  await put("eval/confusion_matrix.json", '{"labels": ["stays", "leaves"], "matrix": [[380, 20], [31, 69]]}');
  await put(
    "eval/roc.json",
    JSON.stringify({ fpr: [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1], tpr: [0, 0.35, 0.55, 0.71, 0.83, 0.93, 0.98, 1] }),
  );
  await put("eval/report.csv", "class,precision,recall,support\nstays,0.925,0.95,400\nleaves,0.775,0.69,100\n");
  for (const step of [1, 10, 20, 30]) await put(`images/step_${step}.svg`, dot(step * 4));
  await put(
    "logs/train.log",
    Array.from(
      { length: 60 },
      (_, i) => `08:11:${String(i % 60).padStart(2, "0")} epoch ${i + 1}/60 loss ${(0.65 - i * 0.007).toFixed(4)}`,
    ).join("\n"),
  );
}

interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent?: number;
  readonly fails?: string;
  readonly type?: string;
}

const parts: readonly Part[] = [
  { name: "predict", from: 0, to: 1, type: "CHAIN" },
  { name: "validate", from: 0.003, to: 0.03, parent: 0 },
  { name: "features.lookup", from: 0.034, to: 0.39, parent: 0, type: "RETRIEVER" },
  { name: "redis.get", from: 0.044, to: 0.118, parent: 2, fails: "timeout", type: "RETRIEVER" },
  { name: "redis.get (retry)", from: 0.13, to: 0.364, parent: 2, type: "RETRIEVER" },
  { name: "model.predict", from: 0.4, to: 0.864, parent: 0, type: "LLM" },
  { name: "onnx.run", from: 0.406, to: 0.834, parent: 5, type: "LLM" },
  { name: "explain.tree_shap", from: 0.866, to: 0.968, parent: 0, type: "TOOL" },
  { name: "log", from: 0.974, to: 0.993, parent: 0 },
];

export async function logTrace(
  door: Door,
  experiment: string,
  run: string,
  milliseconds: number,
  list: readonly Part[] = parts,
): Promise<string> {
  const trace = randomBytes(16).toString("hex");
  const start = Date.now() - 60_000;
  await door.post(
    "/api/3.0/mlflow/traces",
    {
      trace: {
        trace_info: {
          trace_id: `tr-${trace}`,
          trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experiment } },
          request_preview: '{"customer": "C00017"}',
          response_preview: '{"score": 0.61}',
          request_time: new Date(start).toISOString(),
          execution_duration: `${milliseconds / 1000}s`,
          state: "OK",
          trace_metadata: { "mlflow.sourceRun": run, "mlflow.trace_schema.version": "3" },
          tags: { "mlflow.traceName": "predict" },
        },
      },
    },
    nothing,
  );
  const ids = list.map(() => randomBytes(8).toString("hex"));
  const at = (share: number) => String(BigInt(start) * 1_000_000n + BigInt(Math.round(share * milliseconds * 1e6)));
  const text = (value: unknown) => ({ stringValue: JSON.stringify(value) });
  const spans = list.map(({ name, from, to, parent, fails, type = "UNKNOWN" }, i) => ({
    traceId: trace,
    spanId: ids[i],
    ...(parent === undefined ? {} : { parentSpanId: ids[parent] }),
    name,
    startTimeUnixNano: at(from),
    endTimeUnixNano: at(to),
    status: fails === undefined ? { code: 1 } : { code: 2, message: fails },
    attributes: [
      { key: "mlflow.traceRequestId", value: text(`tr-${trace}`) },
      { key: "mlflow.spanType", value: text(type) },
      { key: "mlflow.spanInputs", value: text({ customer: "C00017" }) },
      { key: "mlflow.spanOutputs", value: text({ score: 0.61 }) },
    ],
  }));
  await postSpans(door, experiment, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  return `tr-${trace}`;
}

async function postSpans(door: Door, experiment: string, body: unknown): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const call = request(
      new URL("/v1/traces", door.url),
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${door.token}`,
          "content-type": "application/json",
          "x-mlflow-experiment-id": experiment,
        },
      },
      (reply) => {
        reply.resume();
        reply.once("end", () =>
          reply.statusCode === 200 ? resolve() : reject(new Error(`spans: ${reply.statusCode}`)),
        );
      },
    );
    call.once("error", reject);
    call.end(JSON.stringify(body));
  });
}

/** It is looked up behind the answer to the run's creation. */
async function untilProvenance(door: Door, run: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const found = await door.get(`/api/tidemark/v1/runs/${run}/provenance`, readCommit).catch(() => undefined);
    if (found?.commit !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("where the run came from was not found out");
}
