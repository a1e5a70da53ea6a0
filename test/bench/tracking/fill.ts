import { openWire, type Target, type Wire } from "./wire";

export const filter = "metrics.metric_3 > 0.25 AND params.param_2 = 'value 1'";
export const order = "metrics.metric_5 DESC";
const values = 4;

/** Runs with 10 params and 10 metrics each; a filter on one of each leaves about a fifth. */
export async function fillRuns(target: Target, experiment: string, count: number): Promise<void> {
  let next = 0;
  await manyWires(target, 16, async (wire) => {
    while (next < count) {
      const n = next++;
      const run = await createRun(wire, experiment, `run ${n}`);
      const metrics = cells(n).map((value, i) => ({
        key: `metric_${i}`,
        value,
        timestamp: 1_700_000_000_000 + n,
        step: 0,
      }));
      const params = cells(n + 0.5).map((value, i) => ({
        key: `param_${i}`,
        value: `value ${Math.floor(value * values)}`,
      }));
      await post(wire, "runs/log-batch", { run_id: run, metrics, params });
    }
  });
}

/** One series of `count` points, a thousand a batch. */
export async function fillSeries(target: Target, experiment: string, count: number): Promise<string> {
  const wire = openWire(target);
  const run = await createRun(wire, experiment, "long series");
  wire.close();
  let next = 0;
  await manyWires(target, 4, async (each) => {
    while (next < count) {
      const from = next;
      next += 1000;
      const metrics = Array.from({ length: Math.min(1000, count - from) }, (_, i) => ({
        key: "loss",
        value: Math.sin((from + i) / 5000) + (cells(from + i)[0] ?? 0) / 10,
        timestamp: 1_700_000_000_000 + from + i,
        step: from + i,
      }));
      await post(each, "runs/log-batch", { run_id: run, metrics });
    }
  });
  return run;
}

export async function createExperiment(target: Target, name: string): Promise<string> {
  const wire = openWire(target);
  const { experiment_id } = await post<{ experiment_id: string }>(wire, "experiments/create", { name });
  wire.close();
  return experiment_id;
}

export async function createRuns(target: Target, experiment: string, count: number): Promise<string[]> {
  const wire = openWire(target);
  const runs: string[] = [];
  for (let i = 0; i < count; i++) runs.push(await createRun(wire, experiment, `load ${i}`));
  wire.close();
  return runs;
}

async function createRun(wire: Wire, experiment: string, name: string): Promise<string> {
  const body = { experiment_id: experiment, run_name: name, start_time: 1_700_000_000_000 };
  return (await post<{ run: { info: { run_id: string } } }>(wire, "runs/create", body)).run.info.run_id;
}

export async function post<T>(wire: Wire, path: string, body: unknown): Promise<T> {
  const reply = await wire.send("POST", `/api/2.0/mlflow/${path}`, JSON.stringify(body));
  if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}: ${reply.body.toString().slice(0, 300)}`);
  return JSON.parse(reply.body.toString()) as T;
}

async function manyWires(target: Target, count: number, work: (wire: Wire) => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const wire = openWire(target);
      await work(wire);
      wire.close();
    }),
  );
}

/** Ten numbers in [0, 1) that depend on `seed` alone. */
function cells(seed: number): number[] {
  let state = Math.imul(Math.round(seed * 2) + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length: 10 }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5) >>> 0;
    return state / 2 ** 32;
  });
}
