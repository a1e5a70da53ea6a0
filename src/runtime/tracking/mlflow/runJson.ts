import type { TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import { groupRows, type RowGroup, visitSeries, visitTexts } from "../cells";
import type { DatasetInput, Inputs } from "../inputs";
import type { RunInfo, Runs } from "../runs";
import { type InputsDoc, paramCell, tagCell } from "../store";
import { double, listField, objectOf, pair, quote } from "./json";

interface Rooms {
  readonly table: () => Table;
  readonly runs: Runs;
  readonly inputs: Inputs;
}

/** A run as it was written last, and what it was written from. */
interface Written {
  readonly changes: number;
  readonly doc: InputsDoc | undefined;
  readonly text: string;
}

/** Characters of JSON that are kept; whoever pages through many or looks again is answered from it. */
const keptCharacters = 8_000_000;
/** A longer answer is not worth keeping: it would push out everything else. */
const keptAnswer = 2000;

export type RunWriter = (ordinals: Int32Array) => string[];

/** Writes runs as MLflow answers them; a run that did not change since is not written again. */
export function createRunWriter({ table, runs, inputs }: Rooms): RunWriter {
  const written = new Map<number, Written>();
  let characters = 0;
  const keep = (ordinal: number, entry: Written) => {
    characters += entry.text.length - (written.get(ordinal)?.text.length ?? 0);
    written.delete(ordinal); // so that the oldest stay in front
    written.set(ordinal, entry);
    for (const [oldest, { text }] of written) {
      if (characters <= keptCharacters) break;
      written.delete(oldest);
      characters -= text.length;
    }
  };
  return (ordinals) => {
    const docs = Array.from(ordinals, (ordinal) => inputs.find(table().id(ordinal) ?? ""));
    const texts = Array.from(ordinals, (ordinal, i) => {
      const known = written.get(ordinal);
      return known?.changes === table().changes(ordinal) && known.doc === docs[i] ? known.text : undefined;
    });
    const missing = Int32Array.from([...ordinals.keys()].filter((i) => texts[i] === undefined));
    const data = dataJson(
      missing.map((i) => ordinals[i] as number),
      table(),
    );
    for (const [place, i] of missing.entries()) {
      const ordinal = ordinals[i] as number;
      const doc = docs[i];
      const text = `{"info":${runInfoJson(runs.infoAt(ordinal))},"data":${data[place]},${flowsJson(doc, inputs)}}`;
      texts[i] = text;
      if (ordinals.length <= keptAnswer) keep(ordinal, { changes: table().changes(ordinal), doc, text });
    }
    return texts as string[];
  };
}

/** Column by column: a page of a thousand runs touches each column once. */
function dataJson(ordinals: Int32Array, table: Table): string[] {
  const groups = groupRows(ordinals);
  const metrics = metricPieces(table, groups, ordinals.length);
  const params = textPieces(table, paramCell, groups, ordinals.length);
  const tags = textPieces(table, tagCell, groups, ordinals.length);
  return metrics.map((_, i) =>
    objectOf([
      listField("metrics", metrics[i] as string[]),
      listField("params", params[i] as string[]),
      listField("tags", tags[i] as string[]),
    ]),
  );
}

export function runInfoJson(info: RunInfo): string {
  const id = quote(info.run_id);
  const end = info.end_time === undefined ? "" : `"end_time":${info.end_time},`;
  return `{"run_uuid":${id},"experiment_id":${quote(info.experiment_id)},"run_name":${quote(info.run_name)},"user_id":${quote(info.user_id)},"status":"${info.status}","start_time":${info.start_time},${end}"artifact_uri":${quote(info.artifact_uri)},"lifecycle_stage":"${info.lifecycle}","run_id":${id}}`;
}

function flowsJson(doc: InputsDoc | undefined, inputs: Inputs): string {
  if (!doc) return '"inputs":{},"outputs":{}';
  const read = doc.model_inputs.map(({ model_id }) => `{"model_id":${quote(model_id)}}`);
  const made = doc.model_outputs.map(({ model_id, step }) => `{"model_id":${quote(model_id)},"step":${step}}`);
  const sets = inputs.datasetsOf(doc).map(datasetInputJson);
  const ins = objectOf([listField("dataset_inputs", sets), listField("model_inputs", read)]);
  return `"inputs":${ins},"outputs":${objectOf([listField("model_outputs", made)])}`;
}

/** A dataset's schema and profile are long and shared by many runs: written once as long as the document lives. */
const datasetTexts = new WeakMap<object, string>();

function datasetInputJson({ dataset, tags }: DatasetInput): string {
  let text = datasetTexts.get(dataset);
  if (text === undefined) {
    const { experiment_id: _, ...rest } = dataset;
    text = JSON.stringify(rest);
    datasetTexts.set(dataset, text);
  }
  return objectOf([
    listField(
      "tags",
      tags.map((tag) => pair(tag.key, tag.value)),
    ),
    `"dataset":${text}`,
  ]);
}

function emptyLists(count: number): string[][] {
  return Array.from({ length: count }, () => []);
}

/** Of columns with few different words each pair is written once, for all runs and all answers. */
const fewWords = 2000;
const writtenPairs = new WeakMap<TextColumn, string[]>();

function textPieces(table: Table, prefix: string, groups: readonly RowGroup[], rows: number): string[][] {
  const pieces = emptyLists(rows);
  visitTexts(table, prefix, groups, (name, column, code, place) => {
    const known = column.words.length <= fewWords ? pairsOf(column) : undefined;
    let text = known?.[code];
    if (text === undefined) {
      text = pair(name.slice(prefix.length), column.words[code - 1] as string);
      if (known) known[code] = text;
    }
    (pieces[place] as string[]).push(text);
  });
  return pieces;
}

function pairsOf(column: TextColumn): string[] {
  let known = writtenPairs.get(column);
  if (!known) {
    known = [];
    writtenPairs.set(column, known);
  }
  return known;
}

/** The metrics of a run are mostly logged together: a time that comes again is not turned into text again. */
function metricPieces(table: Table, groups: readonly RowGroup[], rows: number): string[][] {
  const pieces = emptyLists(rows);
  const times = new Float64Array(rows).fill(-1);
  const timeTexts: string[] = new Array(rows).fill("");
  let before: string | undefined;
  let head = "";
  visitSeries(table, groups, (name, page, offset, place) => {
    if (name !== before) {
      before = name;
      head = `{"key":${quote(name)},"value":`;
    }
    const time = page.times[offset] as number;
    if (times[place] !== time) {
      times[place] = time;
      timeTexts[place] = String(time);
    }
    const value = double(page.values[offset] as number);
    (pieces[place] as string[]).push(`${head}${value},"timestamp":${timeTexts[place]},"step":${page.steps[offset]}}`);
  });
  return pieces;
}
