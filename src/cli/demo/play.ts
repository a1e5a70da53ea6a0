import { list, object, optional, type Reader, string } from "../../shared/readers";
import type { Door } from "../door";
import type { DemoPlan, DemoRun } from "./plan";
import { registerModel } from "./registerModel";
import { writeTraces } from "./writeTraces";

export interface Player {
  readonly door: Door;
  /** Milliseconds since 1970 at which the demo begins; every time written follows from it. */
  readonly origin: number;
  readonly user: string;
  /** Resolves when the moment has come, at once where nobody is to watch. Rejects when the demo is stopped. */
  until(time: number): Promise<void>;
  /** A run has begun or ended. */
  heard(run: DemoRun, event: "begins" | "ends"): void;
}

export interface Played {
  readonly runs: number;
  readonly points: number;
  readonly versions: number;
  readonly traces: number;
}

/** Runs of the past lasted longer than a demo may. */
const pastFactor = 12;
const api = "/api/2.0/mlflow";

/** Writes the plan through the same endpoints that MLflow's client calls. */
export async function playDemo(plan: DemoPlan, player: Player): Promise<Played> {
  const experiments = await makeExperiments(plan, player.door);
  const ids = new Map<string, Promise<string>>();
  const played = plan.runs.map((run) => {
    const made = begin(run, experiments.get(run.experiment) ?? "0", ids, player);
    ids.set(run.key, made);
    return made.then((id) => play(run, id, player));
  });
  // one that fails must not leave the others writing behind the caller's back
  const settled = await Promise.allSettled(played);
  for (const each of settled) if (each.status === "rejected") throw each.reason;
  const known = new Map<string, string>();
  for (const [key, id] of ids) known.set(key, await id);
  const versions = await registerModel(plan.model, known, player.door);
  const traces = await writeTraces(plan.traces, experiments.get(plan.runs[0]?.experiment ?? "") ?? "0", player);
  const points = plan.runs.reduce((sum, run) => sum + pointsOf(run, 0, stepsOf(run)).length, 0);
  return { runs: plan.runs.length, points, versions, traces };
}

async function makeExperiments({ runs }: DemoPlan, door: Door): Promise<Map<string, string>> {
  const readFound = object<{ experiments: { experiment_id: string; name: string }[] }>({
    experiments: optional(
      list(object<{ experiment_id: string; name: string }>({ experiment_id: string, name: string })),
      [],
    ),
  });
  const ids = new Map<string, string>();
  for (const name of new Set(runs.map((run) => run.experiment))) {
    const asked = { max_results: 1, filter: `name = '${name}'`, view_type: "ACTIVE_ONLY" };
    const found = readFound(await door.call("POST", `${api}/experiments/search`, asked), "reply");
    const [known] = found.experiments;
    ids.set(name, known?.experiment_id ?? (await makeExperiment(name, door)));
  }
  return ids;
}

async function makeExperiment(name: string, door: Door): Promise<string> {
  const read = object<{ experiment_id: string }>({ experiment_id: string });
  return read(await door.call("POST", `${api}/experiments/create`, { name }), "reply").experiment_id;
}

const readCreated: Reader<{ run: { info: { run_id: string } } }> = object({
  run: object({ info: object({ run_id: string }) }),
});

async function begin(
  run: DemoRun,
  experiment: string,
  ids: ReadonlyMap<string, Promise<string>>,
  player: Player,
): Promise<string> {
  const start = startOf(run, player);
  const parent = run.parent === undefined ? undefined : await ids.get(run.parent);
  await player.until(run.age === undefined ? start : player.origin);
  const tags = { ...run.tags, ...(parent === undefined ? {} : { "mlflow.parentRunId": parent }) };
  const reply = await player.door.call("POST", `${api}/runs/create`, {
    experiment_id: experiment,
    run_name: run.name,
    user_id: player.user,
    start_time: start,
    tags: [...pairs(tags), { key: "mlflow.user", value: player.user }],
  });
  const id = readCreated(reply, "reply").run.info.run_id;
  await player.door.call("POST", `${api}/runs/log-batch`, { run_id: id, params: pairs(run.params) });
  if (run.age === undefined) player.heard(run, "begins");
  return id;
}

async function play(run: DemoRun, id: string, player: Player): Promise<void> {
  const start = startOf(run, player);
  const length = run.lasts * 1000 * (run.age === undefined ? 1 : pastFactor);
  const steps = stepsOf(run);
  const timeOf = (step: number) => Math.round(start + (length * (step + 1)) / (steps + 1));
  const end = (status: string, time: number) =>
    player.door.call("POST", `${api}/runs/update`, { run_id: id, status, end_time: time });
  let reached = start;
  try {
    for (let step = 0; step < steps; step++) {
      await player.until(timeOf(step));
      reached = timeOf(step);
      const metrics = pointsOf(run, step, step + 1).map((point) => ({ ...point, timestamp: timeOf(step) }));
      await player.door.call("POST", `${api}/runs/log-batch`, { run_id: id, metrics });
    }
    await player.until(start + length);
    await putFiles(run, id, player.door);
    await end(run.ends, Math.round(start + length));
    if (run.age === undefined) player.heard(run, "ends");
  } catch (error) {
    // a demo that is stopped half-way leaves no run that seems to go on for ever
    await end("KILLED", Math.round(reached)).catch(() => undefined);
    throw error;
  }
}

async function putFiles(run: DemoRun, id: string, door: Door): Promise<void> {
  if (Object.keys(run.files).length === 0) return;
  const read = object<{ run: { info: { artifact_uri: string } } }>({
    run: object({ info: object({ artifact_uri: string }) }),
  });
  const { artifact_uri } = read(await door.call("GET", `${api}/runs/get?run_id=${id}`), "reply").run.info;
  const place = artifact_uri.replace(/^mlflow-artifacts:\/+/, "");
  for (const [path, text] of Object.entries(run.files)) {
    const opened = await door.open("PUT", `/api/2.0/mlflow-artifacts/artifacts/${place}/${path}`, Buffer.from(text));
    opened.body.resume();
  }
}

/** The points of the steps from `from` up to `to`. A value that is no number goes as its name, as MLflow's client sends it. */
function pointsOf(run: DemoRun, from: number, to: number): { key: string; value: number | string; step: number }[] {
  return Object.entries(run.curves).flatMap(([key, values]) =>
    values
      .slice(from, to)
      .map((value, i) => ({ key, value: Number.isFinite(value) ? value : String(value), step: from + i })),
  );
}

function stepsOf(run: DemoRun): number {
  return Math.max(0, ...Object.values(run.curves).map((values) => values.length));
}

function startOf(run: DemoRun, { origin }: Player): number {
  return run.age === undefined ? Math.round(origin + run.begins * 1000) : origin - run.age * 1000;
}

function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
