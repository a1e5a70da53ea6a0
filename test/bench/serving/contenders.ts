import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { checkRow, jsonRequest, type PredictedRow, type Request, type Rows } from "./requests";
import type { Program } from "./servers";

const here = join(resolve(__dirname, "../../.."), "test/bench/serving");

/** Somebody who serves the forest. */
export interface Contender extends Program {
  readonly key: "ours" | "fastapi" | "tuned" | "mlflow" | "mlflow-onnx" | "bento";
  one(row: readonly number[]): Request;
  many(rows: Rows["rows"]): Request;
  /** Throws if this is not the right answer to all rows. */
  checkMany(reply: string): void;
}

export interface Place {
  readonly python: string;
  /** The program `tidemark`. */
  readonly cli: string;
  /** With what makeModels.py made. */
  readonly models: string;
  readonly scratch: string;
  readonly rows: Rows;
}

/** What a contender answers, whatever it calls the fields. */
interface Spoken {
  readonly one: (reply: unknown) => PredictedRow;
  readonly many: (reply: unknown) => Columns;
}

interface Columns {
  readonly predictions: readonly number[];
  readonly probabilities: Rows["probabilities"] | undefined;
}

function contender(
  { rows, scratch }: Place,
  parts: Pick<Contender, "key" | "name" | "command" | "env" | "one" | "many">,
  spoken: Spoken,
): Contender {
  const { key, name, one } = parts;
  return {
    ...parts,
    probe: one(rows.rows[0] ?? []),
    log: join(scratch, `${key}.log`),
    check: (reply) => checkRow(name, rows, 0, spoken.one(JSON.parse(reply))),
    checkMany(reply) {
      const { predictions, probabilities } = spoken.many(JSON.parse(reply));
      for (let i = 0; i < rows.rows.length; i++)
        checkRow(name, rows, i, { prediction: predictions[i] ?? Number.NaN, probabilities: probabilities?.[i] });
    },
  };
}

/** As /predict of guides answers, ours too. */
const plain: Spoken = { one: (reply) => reply as PredictedRow, many: (reply) => reply as Columns };

function firstOf({ predictions, probabilities }: Columns): PredictedRow {
  return { prediction: predictions[0] ?? Number.NaN, probabilities: probabilities?.[0] };
}

/** `more`: options of `tidemark serve`. */
export function ourselves(place: Place, more: readonly string[] = []): Contender {
  const { cli, models, scratch } = place;
  const options = ["--model", join(models, "forest.onnx"), "--workspace", join(scratch, "workspace"), ...more];
  const parts = {
    key: "ours",
    name: "tidemark serve",
    command: (port: number) => [process.execPath, cli, "serve", ...options, "--port", String(port)],
    one: (features: readonly number[]) => jsonRequest("/predict", { features }),
    many: (instances: Rows["rows"]) => jsonRequest("/predict", { instances }),
  } as const;
  return contender(place, parts, plain);
}

/** The bare path to the same model: see bare.ts. */
export function bare(place: Place): Contender {
  const parts = {
    ...ourselves(place),
    name: "bare node:http + onnxruntime-node",
    env: {},
    command: (port: number) => [
      process.execPath,
      join(__dirname, "bare.js"),
      join(place.models, "forest.onnx"),
      String(port),
    ],
  };
  return { ...contender(place, parts, plain), log: join(place.scratch, "bare.log") };
}

export function peers(place: Place): Contender[] {
  return [...fastapi(place), ...mlflow(place), bento(place)];
}

function fastapi(place: Place): Contender[] {
  const { python, models } = place;
  const both = {
    env: { MODEL: join(models, "forest.onnx") },
    one: (features: readonly number[]) => jsonRequest("/predict", { features }),
    many: (instances: Rows["rows"]) => jsonRequest("/predict/batch", { instances }),
  };
  const uvicorn = (app: string, port: number, more: readonly string[]) => [
    ...[python, "-m", "uvicorn", app, "--app-dir", here, "--host", "127.0.0.1", "--port", String(port)],
    ...more,
  ];
  return [
    contender(
      place,
      {
        ...both,
        key: "fastapi",
        name: "FastAPI as guides write it",
        // what `pip install fastapi uvicorn` gives
        command: (port) => uvicorn("fastapiGuide:app", port, ["--loop", "asyncio", "--http", "h11"]),
      },
      plain,
    ),
    contender(
      place,
      {
        ...both,
        key: "tuned",
        name: "FastAPI tuned",
        command: (port) =>
          uvicorn("fastapiTuned:app", port, ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]),
      },
      plain,
    ),
  ];
}

/** As a forest is logged, by its sklearn flavour; and as ONNX. */
function mlflow(place: Place): Contender[] {
  const { python, models, scratch } = place;
  const tools = join(scratch, "bin");
  // it calls `uvicorn` by name; the scripts of an environment that was moved name a Python that is gone
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "uvicorn"), `#!/bin/sh\nexec '${python}' -m uvicorn "$@"\n`);
  chmodSync(join(tools, "uvicorn"), 0o755);
  const parts = {
    env: { PATH: `${tools}${delimiter}${process.env.PATH ?? ""}`, MLFLOW_DISABLE_TELEMETRY: "true" },
    one: (row: readonly number[]) => jsonRequest("/invocations", { inputs: [row] }),
    many: (inputs: Rows["rows"]) => jsonRequest("/invocations", { inputs }),
  };
  const serve = (model: string) => (port: number) => [
    ...[python, "-m", "mlflow", "models", "serve", "--model-uri", join(models, model)],
    ...["--env-manager", "local", "--host", "127.0.0.1", "--port", String(port)],
  ];
  const labels = (reply: unknown): Columns => ({
    predictions: (reply as { predictions: number[] }).predictions,
    probabilities: undefined,
  });
  const outputs = (reply: unknown): Columns => {
    const { predictions } = reply as { predictions: Record<string, number[] | number[][]> };
    const [first, second] = Object.values(predictions);
    return { predictions: first as number[], probabilities: second as number[][] };
  };
  return [
    contender(
      place,
      { ...parts, key: "mlflow", name: "mlflow models serve, sklearn", command: serve("forest-sklearn") },
      { one: (reply) => firstOf(labels(reply)), many: labels },
    ),
    contender(
      place,
      { ...parts, key: "mlflow-onnx", name: "mlflow models serve, onnx", command: serve("forest-mlflow") },
      { one: (reply) => firstOf(outputs(reply)), many: outputs },
    ),
  ];
}

function bento(place: Place): Contender {
  const { python, models, scratch } = place;
  const parts = {
    key: "bento",
    name: "BentoML",
    env: { MODEL: join(models, "forest.onnx"), BENTOML_HOME: join(scratch, "bentoml"), BENTOML_DO_NOT_TRACK: "True" },
    command: (port: number) => [
      ...[python, "-m", "bentoml", "serve", "bentoService:Forest", "--working-dir", here],
      ...["--host", "127.0.0.1", "--port", String(port)],
    ],
    one: (row: readonly number[]) => jsonRequest("/predict", { input_data: [row] }),
    many: (input_data: Rows["rows"]) => jsonRequest("/predict", { input_data }),
  } as const;
  return contender(place, parts, { one: (reply) => firstOf(reply as Columns), many: (reply) => reply as Columns });
}
