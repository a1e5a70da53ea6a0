import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { object, string } from "../../../src/shared/readers";
import type { TestRuntime } from "../stage";

const mlflow = "/api/2.0/mlflow";
const own = "/api/tidemark/v1/models";
const readRun = object({ run: object({ info: object({ run_id: string, artifact_uri: string }) }) });

interface Plan {
  readonly run: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly digest: string;
  readonly weight: number;
}

/** Five versions of a model, as a team would have left them: promoted, rejected, waiting. */
const plans: readonly Plan[] = [
  {
    run: "odd-ruff-118",
    metrics: { val_auc: 0.8534, p95_latency_ms: 1.88, calibration_error: 0.0312 },
    digest: "3e50b9a1",
    weight: 900_000,
  },
  {
    run: "plain-smelt-310",
    metrics: { val_auc: 0.8612, p95_latency_ms: 2.05, calibration_error: 0.035 },
    digest: "77ac0124",
    weight: 1_200_000,
  },
  {
    run: "warm-gull-640",
    metrics: { val_auc: 0.8695, p95_latency_ms: 4.12, calibration_error: 0.0228 },
    digest: "77ac0124",
    weight: 6_100_000,
  },
  {
    run: "keen-crane-055",
    metrics: { val_auc: 0.8718, p95_latency_ms: 7.92, calibration_error: 0.0205 },
    digest: "9b1d4e70",
    weight: 21_400_000,
  },
  {
    run: "calm-heron-214",
    metrics: { val_auc: 0.8769, p95_latency_ms: 4.31, calibration_error: 0.0183, recall_at_10: 0.4385 },
    digest: "9b1d4e70",
    weight: 6_800_000,
  },
];

const modelFile = (inputs: number) => `flavors:
  python_function: {loader_module: mlflow.onnx}
  onnx: {onnx_version: 1.17.0}
saved_input_example_info: {artifact_path: input_example.json, type: dataframe}
signature:
  inputs: '${JSON.stringify(Array.from({ length: inputs }, (_, i) => ({ type: "double", name: `f${i}` })))}'
  outputs: '[{"type": "double"}]'
`;

const policyText = `registry:
  approvals: {Production: 2}
  approvers: [jun, ana, mika]
  required: [model card, training data, signature, input example, metric val_auc]
`;

async function logVersion(door: Door, model: string, plan: Plan): Promise<string> {
  const { run } = await door.post(`${mlflow}/runs/create`, { experiment_id: "0", run_name: plan.run }, readRun);
  const { run_id, artifact_uri } = run.info;
  for (const [key, value] of Object.entries(plan.metrics))
    await door.post(`${mlflow}/runs/log-metric`, { run_id, key, value, timestamp: 1, step: 0 }, nothing);
  const dataset = { name: "customers.csv", digest: plan.digest, source_type: "local", source: "{}" };
  const tags = [{ key: "mlflow.data.context", value: "training" }];
  await door.post(`${mlflow}/runs/log-inputs`, { run_id, datasets: [{ dataset, tags }] }, nothing);
  const place = artifact_uri.replace(/^mlflow-artifacts:\/*/, "");
  for (const [name, content] of Object.entries({
    "model/MLmodel": modelFile(21),
    "model/model.onnx": "0".repeat(plan.weight),
    "model/requirements.txt": "onnx==1.17\n",
    "model-card.md": "# Churn\n",
  }))
    await upload(door, `${place}/${name}`, content);
  await door.post(`${mlflow}/model-versions/create`, { name: model, source: `runs:/${run_id}/model`, run_id }, nothing);
  await door.post(`${mlflow}/runs/update`, { run_id, status: "FINISHED", end_time: Date.now() }, nothing);
  return run_id;
}

async function upload({ url, token }: Door, path: string, content: string): Promise<void> {
  const reply = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: content,
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
}

/** As one of the team: the name goes with basic auth, as MLflow's clients send it. */
export async function act({ url, token }: Door, user: string, path: string, body: object): Promise<void> {
  const reply = await fetch(`${url}${own}/${path}`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
}

export async function playTeam(runtime: TestRuntime): Promise<void> {
  const { door } = runtime;
  await door.post(
    `${mlflow}/registered-models/create`,
    { name: "churn", description: "Who leaves within 30 days" },
    nothing,
  );
  for (const [i, plan] of plans.entries()) {
    await logVersion(door, "churn", plan);
    const version = `churn/versions/${i + 1}`;
    if (i === 0) {
      await act(door, "ana", `${version}/approve`, { comment: "a start" });
      await act(door, "mika", `${version}/promote`, { stage: "Production", alias: "champion" });
    }
    if (i === 1 || i === 2) {
      await act(door, "jun", `${version}/approve`, { comment: "beats the one before on all folds" });
      await act(door, "ana", `${version}/approve`, {});
      await act(door, "mika", `${version}/promote`, { stage: "Production", alias: "champion" });
    }
    if (i === 3) {
      await act(door, "ana", `${version}/reject`, { comment: "too slow" });
      await act(door, "mika", `${version}/promote`, { stage: "Archived" });
    }
    if (i === 4) {
      await act(door, "mika", `${version}/promote`, { stage: "Staging", alias: "challenger" });
      await act(door, "jun", `${version}/approve`, { comment: "beats champion on all folds" });
    }
  }
  setPolicy(runtime, policyText);
}

/** Versions with a metric each, and nothing else: they are quick to make. */
export async function addVersions(door: Door, model: string, count: number, run = "run"): Promise<void> {
  for (let i = 1; i <= count; i++) {
    const made = await door.post(`${mlflow}/runs/create`, { experiment_id: "0", run_name: `${run} ${i}` }, readRun);
    const { run_id } = made.run.info;
    await door.post(
      `${mlflow}/runs/log-metric`,
      { run_id, key: "val_auc", value: 0.8 + i / 1000, timestamp: 1 },
      nothing,
    );
    await door.post(`${mlflow}/model-versions/create`, { name: model, source: `runs:/${run_id}/m`, run_id }, nothing);
  }
}

export function setPolicy({ folder }: TestRuntime, text: string): void {
  writeFileSync(join(folder, "tidemark.yaml"), text);
}

export function nothing(): undefined {
  return undefined;
}
