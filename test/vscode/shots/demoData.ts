import type { Door } from "../../../src/extension/runtime/door";
import { object, string } from "../../../src/shared/readers";
import { createExperiment } from "../logRuns";
import { createRandom, type Point, type SeedRun, seedMany, seedRun } from "./seed";

const mlflow = "/api/2.0/mlflow";
const minute = 60_000;
const hour = 60 * minute;

export interface Demo {
  readonly sweep: string;
  /** By name. */
  readonly runs: Readonly<Record<string, string>>;
  readonly model: string;
}

interface Plan {
  readonly name: string;
  readonly lr: number;
  readonly depth: number;
  readonly dropout: number;
  readonly batch: number;
  readonly model: "ft-transformer" | "mlp" | "lightgbm";
  readonly began: number;
  readonly minutes: number;
  readonly auc: number;
  readonly epochs?: number;
  readonly status?: SeedRun["status"] | "RUNNING";
  readonly tags?: Readonly<Record<string, string>>;
}

/** What pictures point at, by name. */
const named: readonly Plan[] = [
  plan("calm-heron-214", [0.001, 8, 0.2, 256], 0.9, 6.68, 0.8769, {
    tags: {
      "tidemark.starred": "true",
      "mlflow.note.content": "Deeper than the champion, and calmer in the last ten epochs.",
    },
  }),
  plan("bold-eider-731", [0.001, 8, 0.3, 256], 1.4, 6.63, 0.8741),
  plan("tidy-plover-067", [0.0003, 10, 0.2, 128], 11, 7.03, 0.8738),
  plan("warm-gull-640", [0.001, 6, 0.2, 256], 9 * 24, 6.2, 0.8695),
  plan("swift-otter-388", [0.002, 8, 0.2, 256], 0.045, 2.7, 0.8712, { epochs: 23, status: "RUNNING" }),
  plan("keen-tern-119", [0.002, 10, 0.1, 512], 47, 1.2, 0.8402, { epochs: 12, status: "KILLED" }),
  plan("shy-krill-502", [0.01, 10, 0.1, 512], 26, 0.8, 0.5, {
    epochs: 2,
    status: "FAILED",
    tags: { "tidemark.failure": "CUDA out of memory" },
  }),
];

function plan(
  name: string,
  [lr, depth, dropout, batch]: readonly [number, number, number, number],
  hoursAgo: number,
  minutes: number,
  auc: number,
  more: Partial<Plan> = {},
): Plan {
  return { name, lr, depth, dropout, batch, model: "ft-transformer", began: hoursAgo * hour, minutes, auc, ...more };
}

const first = "fine kind sharp smart clean fair late plain neat deep pale quick".split(" ");
const second = "hake puffin fulmar smelt gull perch tern eider skua shad shag petrel".split(" ");

/** A sweep as it comes out of a week of work: what is chosen matters, and the rest is chance. */
function sweepOf(count: number): readonly Plan[] {
  const random = createRandom(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, (_, i): Plan => {
    const [lr, depth, dropout, batch] = [
      pick([0.0003, 0.001, 0.002, 0.003, 0.01]),
      pick([4, 6, 8, 10]),
      pick([0.1, 0.2, 0.3]),
      pick([128, 256, 512]),
    ];
    const model = pick(["ft-transformer", "ft-transformer", "mlp", "lightgbm"] as const);
    const loss = 0.02 * Math.abs(Math.log10(lr / 0.001)) + 0.002 * Math.abs(depth - 8) + (model === "mlp" ? 0.01 : 0);
    const name = `${pick(first)}-${pick(second)}-${String(100 + i * 7)}`;
    return {
      name,
      lr,
      depth,
      dropout,
      batch,
      model,
      began: (i + 2) * 1.3 * hour,
      minutes: 5 + 2.5 * random(),
      auc: 0.874 - loss + 0.006 * (random() - 0.5),
    };
  });
}

function curves({ auc, lr, minutes, epochs = 60 }: Plan, start: number, seed: number): Point[] {
  const random = createRandom(seed);
  const noise = (size: number) => size * (random() - 0.5);
  return Array.from({ length: epochs }, (_, step): Point[] => {
    const gone = 1 - Math.exp((-step * (1 + 40 * lr)) / 11);
    const timestamp = start + Math.round(((step + 1) * minutes * minute) / epochs);
    const values = {
      "val/auc": 0.72 + (auc - 0.72) * gone + noise(0.004),
      "val/loss": 0.62 - (auc - 0.53) * gone + noise(0.02),
      "val/f1": 0.4 + (auc - 0.62) * gone + noise(0.02),
      "train/loss": 0.66 - 0.42 * gone + noise(0.01),
      "train/auc": 0.71 + (auc - 0.69) * gone + noise(0.004),
      "train/grad_norm": 0.4 + 2.2 * Math.exp(-step / 18) + Math.abs(noise(0.5)),
    };
    return Object.entries(values).map(([key, value]) => ({ key, value, step, timestamp }));
  }).flat();
}

async function seedPlan(door: Door, experiment: string, each: Plan, seed: number): Promise<string> {
  const start = Date.now() - Math.round(each.began);
  const { lr, depth, dropout, batch, model, status = "FINISHED" } = each;
  const params = {
    lr,
    depth,
    dropout,
    batch,
    model,
    optimizer: "adamw",
    epochs: 60,
    warmup_steps: depth > 6 ? 500 : 200,
  };
  return seedRun(door, {
    experiment,
    name: each.name,
    start,
    end: start + Math.round(each.minutes * minute),
    ...(status === "RUNNING" ? {} : { status }),
    tags: {
      "mlflow.source.name": "train.py",
      "mlflow.source.type": "LOCAL",
      "mlflow.source.git.commit": "4be1d07c9a2f5e8836d1b7ac0f9e52d3a4c6b811",
      "mlflow.source.git.branch": "main",
      "tidemark.python.version": "3.12.4",
      "tidemark.host": "atlas",
      ...each.tags,
    },
    params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
    points: [
      ...curves(each, start, seed),
      { key: "p95_ms", value: 3.7 + ((seed * 37) % 90) / 100, step: 0, timestamp: start },
    ],
  });
}

/** A week of a project: a baseline, a sweep of 150 runs with one under way and its folds, a model of four versions. */
export async function seedDemo(door: Door): Promise<Demo> {
  const baseline = await createExperiment(door, "churn-baseline");
  for (const [i, name] of ["plain-smelt-040", "late-skua-288"].entries())
    await seedPlan(
      door,
      baseline,
      plan(name, [0.01, 4, 0.1, 128], 50 + i, 5, 0.86 - i / 250, { model: "lightgbm" }),
      i,
    );
  const sweep = await createExperiment(door, "churn-sweep");
  const plans = [...named, ...sweepOf(143)];
  const ids = await seedMany(plans.length, (i) => seedPlan(door, sweep, plans[i] as Plan, i + 10));
  const runs = Object.fromEntries(plans.map(({ name }, i) => [name, ids[i] as string]));
  const live = runs["swift-otter-388"] as string;
  for (const [i, auc] of [0.8694, 0.8731, 0.8698].entries()) {
    const fold = plan(`fold-${i + 1}`, [0.002, 8, 0.2, 256], 0.035, 2.1, auc, {
      epochs: 9 + i,
      ...(i < 2 ? {} : { status: "RUNNING" }),
      tags: { "mlflow.parentRunId": live },
    });
    await seedPlan(door, sweep, fold, 200 + i);
  }
  await seedArtifacts(door, sweep, runs["calm-heron-214"] as string);
  return { sweep, runs, model: await seedModel(door, runs) };
}

/** The run that is under way goes on by one step. */
export async function logStep(door: Door, { runs }: Demo, step: number): Promise<void> {
  const live = named.find(({ status }) => status === "RUNNING") as Plan;
  const metrics = curves({ ...live, epochs: 100 }, Date.now(), named.indexOf(live) + 10).filter(
    (each) => each.step === step,
  );
  const batch = { run_id: runs[live.name], metrics: metrics.map((each) => ({ ...each, timestamp: Date.now() })) };
  await door.post(`${mlflow}/runs/log-batch`, batch, () => undefined);
}

const readVersion = object<{ model_version: { version: string } }>({ model_version: object({ version: string }) });

async function seedModel(door: Door, runs: Demo["runs"]): Promise<string> {
  const name = "churn-classifier";
  const post = (path: string, body: unknown) => door.post(`${mlflow}/${path}`, body, () => undefined);
  await post("registered-models/create", { name, description: "Who leaves within 30 days." });
  const from = ["keen-tern-119", "tidy-plover-067", "warm-gull-640", "bold-eider-731", "calm-heron-214"];
  for (const run of from) {
    const run_id = runs[run];
    await door.post(`${mlflow}/model-versions/create`, { name, source: `runs:/${run_id}/model`, run_id }, readVersion);
  }
  const own = `/api/tidemark/v1/models/${name}/versions`;
  for (const [version, comment] of [
    [3, "Calibrated, and the drift check is clean."],
    [4, "AUC up by half a point; recall on new customers checked."],
  ])
    await door.post(`${own}/${version}/approve`, { comment }, () => undefined);
  await post("registered-models/alias", { name, alias: "champion", version: "3" });
  await post("registered-models/alias", { name, alias: "challenger", version: "4" });
  for (const [version, stage] of [
    ["3", "Production"],
    ["4", "Staging"],
    ["1", "Archived"],
  ])
    await post("model-versions/transition-stage", { name, version, stage, archive_existing_versions: false });
  return name;
}

async function seedArtifacts(door: Door, experiment: string, run: string): Promise<void> {
  const dataset = { name: "data/churn.csv", digest: "91c3e0d2", source_type: "local", source: "data/churn.csv" };
  const tags = [{ key: "mlflow.data.context", value: "training" }];
  await door.post(`${mlflow}/runs/log-inputs`, { run_id: run, datasets: [{ tags, dataset }] }, () => undefined);
  const files: Readonly<Record<string, string>> = {
    "confusion_matrix.json": JSON.stringify({
      labels: ["stays", "leaves"],
      matrix: [
        [812, 96],
        [121, 371],
      ],
    }),
    "roc.csv": `fpr,tpr\n${Array.from({ length: 50 }, (_, i) => `${i / 49},${((i / 49) ** 0.22).toFixed(4)}`).join("\n")}\n`,
    "report.md": "# Evaluation\n\nAUC 0.8769 on 1,400 rows.\n",
    "model/MLmodel": "artifact_path: model\nflavors:\n  python_function:\n    loader_module: mlflow.sklearn\n",
    "model/requirements.txt": "scikit-learn==1.7.2\n",
  };
  for (const [path, text] of Object.entries(files)) {
    const url = `${door.url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/${path}`;
    const reply = await fetch(url, { method: "PUT", body: text, headers: { authorization: `Bearer ${door.token}` } });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  }
}

/** As many runs as a project has after a year. */
export async function seedThousands(door: Door, count = 10_000): Promise<void> {
  const experiment = await createExperiment(door, "grid");
  await seedMany(count, async (i) => {
    const random = createRandom(i);
    const start = Date.now() - (i + 10) * minute;
    const params = { lr: [0.1, 0.01, 0.001][i % 3], depth: 2 + (i % 9), seed: i };
    await seedRun(door, {
      experiment,
      name: `many-${i}`,
      start,
      end: start + 4 * minute + Math.round(random() * minute),
      status: i % 97 === 5 ? "FAILED" : "FINISHED",
      params: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)])),
      points: [{ key: "val_auc", value: 0.5 + random() / 3, step: 60, timestamp: start + 4 * minute }],
    });
  });
}
