import { object, string } from "../../shared/readers";
import type { Door } from "../runtime/door";

const mlflow = "/api/2.0/mlflow";
const epochs = 40;
/** Milliseconds; a run that a person can watch and does not have to wait for. */
const pause = 100;

const readRun = object<{ run: { info: { run_id: string } } }>({
  run: object({ info: object({ run_id: string }) }),
});

/** Logs a small training run the way a script does, live, in about four seconds. */
export async function logSampleRun(door: Door, words: { experiment: string; source: string }): Promise<void> {
  const { run } = await door.post(
    `${mlflow}/runs/create`,
    {
      experiment_id: await ensureExperiment(door, words.experiment),
      start_time: Date.now(),
      tags: [{ key: "mlflow.source.name", value: words.source }],
    },
    readRun,
  );
  const { run_id } = run.info;
  const rate = [0.001, 0.003, 0.01, 0.03][Math.floor(Math.random() * 4)] ?? 0.01;
  await door.post(`${mlflow}/runs/log-batch`, { run_id, params: paramsOf(rate) }, nothing);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await door.post(`${mlflow}/runs/log-batch`, { run_id, metrics: pointsAt(epoch, rate) }, nothing);
  }
  await door.post(`${mlflow}/runs/update`, { run_id, status: "FINISHED", end_time: Date.now() }, nothing);
}

async function ensureExperiment(door: Door, name: string): Promise<string> {
  const found = await door.post(
    `${mlflow}/experiments/search`,
    { filter: `name = '${name.replaceAll("'", "''")}'`, max_results: 1 },
    object<{ experiments?: { experiment_id: string }[] }>({
      experiments: (value, at) =>
        value === undefined
          ? []
          : Array.isArray(value)
            ? value.map((each) => object({ experiment_id: string })(each, at))
            : [],
    }),
  );
  const known = found.experiments?.[0]?.experiment_id;
  if (known !== undefined) return known;
  const made = await door.post(`${mlflow}/experiments/create`, { name }, object({ experiment_id: string }));
  return made.experiment_id;
}

function paramsOf(rate: number) {
  return Object.entries({ learning_rate: rate, depth: 6, batch_size: 64 }).map(([key, value]) => ({
    key,
    value: String(value),
  }));
}

function pointsAt(epoch: number, rate: number) {
  const progress = 1 - Math.exp(-epoch * (0.04 + 3 * rate));
  const noise = () => (Math.random() - 0.5) * 0.02;
  const values = {
    train_loss: 0.7 - 0.5 * progress + noise(),
    val_loss: 0.72 - 0.42 * progress + noise(),
    val_auc: 0.5 + 0.38 * progress + noise(),
  };
  return Object.entries(values).map(([key, value]) => ({ key, value, step: epoch, timestamp: Date.now() }));
}

function nothing(): undefined {
  return undefined;
}
