import { launchTag, runContext, runContextVariable } from "../../../shared/launch";
import { list, object, optional, string } from "../../../shared/readers";
import {
  type DataPiece,
  piecesText,
  stageCpuMetric,
  stageDepsTag,
  stageFileTag,
  stageLineTag,
  stageMemoryMetric,
  stageOutsTag,
  stageTag,
} from "../../../shared/stageTags";
import { processPlace } from "../../kernel/processes";
import type { Usage } from "../process/measure";
import { processFacts } from "../runStage";

/** The workspace's routes, wherever they answer. */
export type Ask = (method: "GET" | "POST" | "PUT", path: string, body?: unknown) => Promise<unknown>;

export interface StageFacts {
  readonly stage: string;
  /** The dvc.yaml, below the workspace. */
  readonly file: string;
  readonly line: number;
  readonly commands: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly deps: readonly DataPiece[];
}

export interface StageEnd {
  readonly status: "FINISHED" | "FAILED" | "KILLED";
  readonly usage: Usage;
  readonly outs: readonly DataPiece[];
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** What it said. */
  readonly output: Buffer | undefined;
}

export interface TrackedStage {
  readonly id: string;
  /** What a stage that logs through MLflow is run with, so that it logs to this very run. */
  readonly env: Readonly<Record<string, string>>;
  end(end: StageEnd): Promise<void>;
}

export interface StageTracker {
  begin(facts: StageFacts): Promise<TrackedStage>;
}

interface Settings {
  readonly ask: Ask;
  /** Where scripts find the runtime; undefined where the person's own settings send them elsewhere. */
  readonly address: { readonly url: string; readonly token: string } | undefined;
  readonly experiment: string;
  /** What the stage logs through MLflow lands in its run; else in runs below it. */
  readonly attaches: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
}

const readLaunch = object<{ id: string }>({ id: string });
const readExperiment = object<{ experiment_id: string }>({ experiment_id: string });
const pair = object<{ key: string }>({ key: string });
const readRun = object<{ run: { info: { run_id: string; artifact_uri: string } } }>({
  run: object<{ info: { run_id: string; artifact_uri: string } }>({
    info: object<{ run_id: string; artifact_uri: string }>({ run_id: string, artifact_uri: string }),
  }),
});
const readLogged = object<{ run: { data: { params: { key: string }[]; metrics: { key: string }[] } } }>({
  run: object<{ data: { params: { key: string }[]; metrics: { key: string }[] } }>({
    data: object<{ params: { key: string }[]; metrics: { key: string }[] }>({
      params: optional(list(pair), []),
      metrics: optional(list(pair), []),
    }),
  }),
});

/** MLflow takes so many of each in a request. */
const batch = 100;
const mlflow = "/api/2.0/mlflow";

/** Each stage that runs is a run of the workspace. */
export function createStageTracker({ ask, address, experiment, env, now, attaches }: Settings): StageTracker {
  return {
    async begin(facts) {
      const { id: launch } = readLaunch(
        await ask("POST", "/api/tidemark/v1/launches", {
          command: wordsOf(facts.commands),
          cwd: facts.cwd,
          // when we are killed, nobody says how its run ended
          process: { ...processFacts(process.pid), place: processPlace() },
        }),
        "reply",
      );
      const created = await ask("POST", `${mlflow}/runs/create`, {
        experiment_id: await ensureExperiment(ask, experiment),
        run_name: facts.stage,
        start_time: now(),
        tags: tagsOf(facts, launch),
      });
      const { run_id: id, artifact_uri: artifacts } = readRun(created, "reply").run.info;
      await logInputs(ask, id, facts.deps);
      const end = (how: StageEnd) => endRun({ ask, id, artifacts, at: now() }, how);
      return { id, env: address ? environmentOf({ ...address, env, launch, id, attaches }) : {}, end };
    },
  };
}

function environmentOf(facts: {
  readonly url: string;
  readonly token: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly launch: string;
  readonly id: string;
  readonly attaches: boolean;
}): Record<string, string> {
  const { url, token, env, launch, id, attaches } = facts;
  const context = JSON.parse(runContext(env[runContextVariable], launch)) as Record<string, string>;
  return {
    MLFLOW_TRACKING_URI: url,
    MLFLOW_TRACKING_TOKEN: token,
    ...(attaches && { MLFLOW_RUN_ID: id }),
    // a script that begins a second run begins it below this one
    [runContextVariable]: JSON.stringify({ ...context, "mlflow.parentRunId": id }),
  };
}

function tagsOf(facts: StageFacts, launch: string): { key: string; value: string }[] {
  const tags = {
    [launchTag]: launch,
    [stageTag]: facts.stage,
    [stageFileTag]: facts.file,
    [stageLineTag]: String(facts.line),
    [stageDepsTag]: piecesText(facts.deps),
    "mlflow.source.name": facts.file,
    "mlflow.source.type": "PROJECT",
    "mlflow.project.entryPoint": facts.stage,
  };
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The first command as words, so that the interpreter and the script are found in it. */
function wordsOf(commands: readonly string[]): string[] {
  const words = (commands[0] ?? "").match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}

async function ensureExperiment(ask: Ask, name: string): Promise<string> {
  const found = await findExperiment(ask, name);
  if (found !== undefined) return found;
  try {
    return readExperiment(await ask("POST", `${mlflow}/experiments/create`, { name }), "reply").experiment_id;
  } catch (error) {
    // a stage beside this one was faster
    const now = await findExperiment(ask, name);
    if (now !== undefined) return now;
    throw error;
  }
}

const readFound = object<{ experiment: { experiment_id: string; lifecycle_stage: string } }>({
  experiment: object<{ experiment_id: string; lifecycle_stage: string }>({
    experiment_id: string,
    lifecycle_stage: string,
  }),
});

async function findExperiment(ask: Ask, name: string): Promise<string | undefined> {
  try {
    const path = `${mlflow}/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    return readFound(await ask("GET", path), "reply").experiment.experiment_id;
  } catch {
    return undefined; // there is none: the next call makes it, or says why it cannot
  }
}

async function logInputs(ask: Ask, run_id: string, deps: readonly DataPiece[]): Promise<void> {
  if (deps.length === 0) return;
  const datasets = deps.map(({ path, md5, size }) => ({
    tags: [{ key: "mlflow.data.context", value: "dependency" }],
    dataset: {
      name: path,
      digest: md5.replace(/\.dir$/, ""),
      source_type: "dvc",
      source: JSON.stringify({ path, md5, ...(size === undefined ? {} : { size }) }),
    },
  }));
  await ask("POST", `${mlflow}/runs/log-inputs`, { run_id, datasets });
}

interface Open {
  readonly ask: Ask;
  readonly id: string;
  readonly artifacts: string;
  readonly at: number;
}

async function endRun({ ask, id, artifacts, at }: Open, end: StageEnd): Promise<void> {
  // what the script logged itself stays as the script has it
  const { data } = readLogged(await ask("GET", `${mlflow}/runs/get?run_id=${id}`), "reply").run;
  const logged = { params: keysOf(data.params), metrics: keysOf(data.metrics) };
  const params = Object.entries(end.params).filter(([key]) => !logged.params.has(key));
  const { cpuSeconds, peakMemory } = end.usage;
  const metrics = Object.entries({
    ...end.metrics,
    ...(cpuSeconds === undefined ? {} : { [stageCpuMetric]: cpuSeconds }),
    ...(peakMemory === undefined ? {} : { [stageMemoryMetric]: Math.round(peakMemory / 1e4) / 100 }),
  }).filter(([key]) => !logged.metrics.has(key));
  const tags = [{ key: stageOutsTag, value: piecesText(end.outs) }];
  for (let from = 0; from === 0 || from < Math.max(params.length, metrics.length); from += batch)
    await ask("POST", `${mlflow}/runs/log-batch`, {
      run_id: id,
      params: params.slice(from, from + batch).map(([key, value]) => ({ key, value })),
      metrics: metrics.slice(from, from + batch).map(([key, value]) => ({ key, value, timestamp: at, step: 0 })),
      tags: from === 0 ? tags : [],
    });
  if (end.output && end.output.length > 0) await ask("PUT", `${uploadPath(artifacts)}/output.log`, end.output);
  await ask("POST", `${mlflow}/runs/update`, { run_id: id, status: end.status, end_time: at });
}

function keysOf(pairs: readonly { readonly key: string }[]): Set<string> {
  return new Set(pairs.map(({ key }) => key));
}

/** `mlflow-artifacts:/1/abc/artifacts` as a path to send to. */
function uploadPath(uri: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts${uri.replace(/^mlflow-artifacts:(\/\/[^/]*)?/, "")}`;
}
