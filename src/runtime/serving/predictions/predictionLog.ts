import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Lines, openLines } from "../../kernel/lines";
import type { Outcome } from "../front/front";
import { columnsOf, createRowReader, type RowReader } from "./rows";

export interface PredictionLogOptions {
  /** `.tidemark/predictions/ENDPOINT` */
  readonly folder: string;
  readonly endpoint: string;
  /** The share of the requests that are kept. */
  readonly sample: number;
  /** Columns whose values are not written. */
  readonly redact: readonly string[];
}

/** Keeps predictions with what they were made of, for drift and for what comes of them. */
export interface PredictionLog {
  add(outcome: Outcome): void;
  close(): Promise<void>;
}

/** Bytes of a file, after which it is packed and the next one begins. */
const fullFile = 32 * 1024 * 1024;
/** Rows of one request: a batch of many would push all others out. */
const mostRows = 1000;
const fields = ["number", "at", "request", "user", "code", "prediction", "probabilities"];

/**
 * Files of JSON lines, newest in `….jsonl`, older ones packed. A line with an object begins what a variant's rows mean
 * (`columns` and so on, under a number); each row is a list of `fields` and then the features. What the model failed on has
 * no prediction, but a code that says so.
 */
export async function openPredictionLog(options: PredictionLogOptions, random = Math.random): Promise<PredictionLog> {
  const { folder, endpoint, sample, redact } = options;
  let lines: Lines | undefined;
  let path = "";
  let written = 0;
  let known = new Map<string, { readonly number: number; readonly read: RowReader }>();
  let packing = Promise.resolve();

  const begin = async () => {
    path = join(folder, `${new Date().toISOString().replace(/[:.]/g, "-")}-${process.pid}.jsonl`);
    lines = await openLines(path);
    written = 0;
    known = new Map();
  };
  const turn = async () => {
    const [full, fullPath] = [lines, path];
    lines = undefined;
    await begin();
    await full?.close();
    await pack(fullPath);
  };
  const say = (value: unknown) => {
    written += 200;
    lines?.note(value);
  };
  const entryOf = ({ choice }: Outcome) => {
    const variant = choice?.variant;
    if (variant === undefined) return undefined;
    const { facts } = variant.engine;
    const key = `${variant.name}\n${facts.version}`;
    let found = known.get(key);
    if (found === undefined) {
      const columns = columnsOf(facts);
      found = { number: known.size, read: createRowReader(facts, columns, redact) };
      known.set(key, found);
      const { name: model, version, classes } = facts;
      say({
        format: "tidemark predictions 1",
        number: found.number,
        endpoint,
        variant: variant.name,
        model,
        version,
        fields,
        columns,
        redacted: redact,
        classes,
      });
    }
    return found;
  };
  await begin();

  return {
    add(outcome) {
      const { ask, outputs, choice, code, requestId } = outcome;
      if (ask === undefined || (sample < 1 && random() >= sample)) return;
      const entry = entryOf(outcome);
      if (entry === undefined || lines === undefined) return;
      const at = Date.now();
      for (let row = 0; row < Math.min(ask.rows, mostRows); row++) {
        const { prediction, probabilities, features } = entry.read(ask, outputs, row);
        written += 16 * features.length;
        say([entry.number, at, requestId, choice?.user ?? null, code, prediction, probabilities, ...features]);
      }
      if (written < fullFile) return;
      written = 0;
      packing = packing.then(turn).catch((error: unknown) => {
        process.stderr.write(`${folder}: ${error instanceof Error ? error.message : String(error)}\n`);
      });
    },
    async close() {
      await packing;
      await lines?.close();
    },
  };
}

/** The packed file takes the place of the other one whole. */
async function pack(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz.part`));
  await rename(`${path}.gz.part`, `${path}.gz`);
  await rm(path);
}
