import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Task } from "./loadTask";

/** What makeModels.py leaves: rows, and what Python's onnxruntime says of them. */
export interface Rows {
  /** The name of the model's input. */
  readonly input: string;
  readonly rows: readonly (readonly number[])[];
  readonly predictions: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
}

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export function jsonRequest(path: string, value: unknown, headers: Readonly<Record<string, string>> = {}): Request {
  return {
    path,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** Open Inference with the rows as raw float32, answered in the same way. */
export function binaryRequest(model: string, { input, rows }: Rows): Request {
  const raw = Buffer.from(Float32Array.from(rows.flat()).buffer);
  const shape = [rows.length, rows[0]?.length ?? 0];
  const parameters = { binary_data_size: raw.length };
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ name: input, shape, datatype: "FP32", parameters }],
      parameters: { binary_data_output: true },
    }),
  );
  return {
    path: `/v2/models/${model}/infer`,
    headers: { "content-type": "application/octet-stream", "inference-header-content-length": String(head.length) },
    body: Buffer.concat([head, raw]),
  };
}

/** What goes over the wire, made once. */
export type Prepared = Pick<Task, "file" | "lengths">;

let written = 0;

/** The bytes of the requests, in a file for the load generator. */
export function prepare(folder: string, port: number, requests: readonly Request[]): Prepared {
  const bytes = requests.map(({ path, headers, body }) => {
    const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers, "content-length": body.length });
    const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  });
  const file = join(folder, `requests-${written++}.bin`);
  writeFileSync(file, Buffer.concat(bytes));
  return { file, lengths: bytes.map(({ length }) => length) };
}

/** Throws unless an answer is what Python's onnxruntime says of that row. */
export function checkRow(who: string, { predictions, probabilities }: Rows, row: number, answer: PredictedRow): void {
  const expected = probabilities[row] ?? [];
  const given = answer.probabilities ?? expected;
  const isNear =
    given.length === expected.length &&
    expected.every((value, i) => Math.abs(value - (given[i] ?? Number.NaN)) <= 1e-5);
  if (answer.prediction === predictions[row] && isNear) return;
  const wanted = { prediction: predictions[row], probabilities: expected };
  throw new Error(`${who}: of row ${row}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(answer)}`);
}

export interface PredictedRow {
  readonly prediction: number;
  /** Undefined: it gives labels alone. */
  readonly probabilities: readonly number[] | undefined;
}
