import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertedFacts } from "../../../core/onnx/convertedFacts";
import { OnnxFault } from "../../../core/onnx/fields";
import { readModel } from "../../../core/onnx/readModel";
import type { Engine } from "../engine/engine";
import { openLocalEngine } from "../engine/localEngine";
import { type FileSource, openFileSource } from "../fileSource";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import { answerColumns } from "./answerColumns";
import {
  BatchRefusal,
  type BatchTask,
  type FromWorker,
  nameOf,
  type Plan,
  type Slice,
  type ToWorker,
} from "./batchTask";
import { openExactSource } from "./exactSource";
import { headerName } from "./jobFolder";
import type { ReadSubset } from "./parquetCuts";
import { openParquetInput, type ParquetInput } from "./parquetRows";
import type { Rows } from "./rows";
import { rowsBefore } from "./rowsBefore";
import { readTextRows } from "./textRows";
import { checkNewNames, csvHeader, writePart } from "./writePart";

/** Rows of a run: their numbers fit the caches. */
const rowsAtOnce = 4096;

interface Work {
  readonly task: BatchTask;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly source: FileSource;
  readonly parquet: ParquetInput | undefined;
}

let work: Work | undefined;

async function open({ task: given, plan, threads }: Extract<ToWorker, { type: "open" }>): Promise<Work> {
  const { path } = given.model;
  const engine = await openLocalEngine(given.model, { threads }).catch((error: unknown) => {
    if (error instanceof OnnxFault) throw new BatchRefusal(`${path}: ${error.message}`);
    throw error;
  });
  const model = openFileSource(path);
  const task = { ...given, known: convertedFacts(readModel(model)).columns };
  model.close();
  const source = openExactSource(task.input.path);
  if (task.input.format !== "parquet") return { task, plan, engine, source, parquet: undefined };
  return { task, plan, engine, source, parquet: openParquetInput(source, task, engine.facts, openLibrary) };
}

let library: Promise<ReadSubset> | undefined;

/** It is large, and most files of numbers do without. */
function openLibrary(): Promise<ReadSubset> {
  library ??= (async () => {
    const [{ startParquet }, { readSubset }] = await Promise.all([
      import("../../../core/table/parquetWriter"),
      import("../../../core/table/readSubset"),
    ]);
    startParquet(readFileSync(join(__dirname, "parquet_wasm_bg.wasm")));
    return readSubset;
  })();
  return library;
}

async function predict({ task, plan, engine, source, parquet }: Work, slice: Slice, part: string): Promise<number> {
  const rows =
    slice.kind === "rows" ? await (parquet as ParquetInput).rows(slice) : textRows(task, plan, engine, source, slice);
  const parts: (readonly Tensor[])[] = [];
  for (let from = 0; from < rows.count; from += rowsAtOnce) {
    const to = Math.min(rows.count, from + rowsAtOnce);
    parts.push(await engine.run(rows.fill(from, to), to - from));
  }
  if (rows.count === 0)
    parts.push(engine.facts.outputs.map(({ type }) => ({ type, dims: [0], data: new Float32Array() })));
  const answers = answerColumns(engine.facts, parts, rows.count);
  checkNewNames(nameOf(task.input), rows.names, answers);
  if (task.output.format === "csv")
    writeHeader(
      dirname(part),
      plan,
      rows,
      answers.map(({ name }) => name),
    );
  writePart(part, task, plan, rows, answers);
  return rows.count;
}

function textRows(
  task: BatchTask,
  plan: Plan,
  { facts }: Engine,
  source: FileSource,
  { from, to }: Extract<Slice, { kind: "bytes" }>,
): Rows {
  const bytes = source.read(from, to - from);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  return readTextRows(text, task, plan, facts, () => rowsBefore(source, plan, from, task.input.format));
}

/** The same whichever worker is first. */
function writeHeader(folder: string, { header }: Plan, rows: Rows, answers: readonly string[]): void {
  const path = join(folder, headerName);
  if (existsSync(path)) return;
  const growing = `${path}.${process.pid}`;
  writeFileSync(growing, csvHeader(header, rows.names, answers));
  renameSync(growing, path);
}

async function hear(message: ToWorker): Promise<FromWorker> {
  if (message.type === "open") {
    work = await open(message);
    return { type: "ready" };
  }
  const { index, part } = message;
  const { plan } = work as Work;
  const rows = await predict(work as Work, plan.slices[index] as Slice, part);
  return { type: "done", index, rows };
}

function explain(error: unknown): FromWorker {
  if (error instanceof BatchRefusal || error instanceof Refusal) return { type: "refused", message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: "failed", message };
}

if (process.send !== undefined) {
  process.on("message", (message: ToWorker) => {
    void hear(message)
      .catch(explain)
      .then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => process.exit(0));
  // who started it decides when it ends; a terminal tells all of its processes
  process.on("SIGINT", () => undefined);
}
