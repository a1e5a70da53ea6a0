import { pageBits, pageSize } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import type { DatasetInput, Inputs } from "../inputs";
import type { RunInfo, Runs } from "../runs";
import { family, type InputsDoc, paramCell, tagCell } from "../store";
import { double, listField, objectOf, pair, quote } from "./json";

/** Runs as MLflow answers them, written column by column: a page of a thousand runs touches each column once. */
export function runsJson(ordinals: Int32Array, table: Table, runs: Runs, inputs: Inputs): string[] {
  const metrics = collect(ordinals, metricColumns(table));
  const params = collect(ordinals, textColumns(table, paramCell));
  const tags = collect(ordinals, textColumns(table, tagCell));
  return Array.from(ordinals, (ordinal, i) => {
    const info = runs.infoAt(ordinal);
    const data = objectOf([
      wrap("metrics", metrics[i] as string),
      wrap("params", params[i] as string),
      wrap("tags", tags[i] as string),
    ]);
    const doc = inputs.find(info.run_id);
    return `{"info":${runInfoJson(info)},"data":${data},${flowsJson(doc, inputs)}}`;
  });
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

function wrap(name: string, items: string): string {
  return items === "" ? "" : `"${name}":[${items}]`;
}

/** Writes the cell of one row, or nothing when the row has none. */
type Writer = (ordinal: number) => string;
interface Column {
  readonly pages: readonly unknown[];
  readonly write: Writer;
}

/** Each row's cells of many columns, joined by commas. A column that no row's page knows is passed over at once. */
function collect(ordinals: Int32Array, columns: Iterable<Column>): string[] {
  const texts: string[] = new Array(ordinals.length).fill("");
  const pages = new Set<number>();
  for (const ordinal of ordinals) pages.add(ordinal >> pageBits);
  for (const { pages: known, write } of columns) {
    if (!touches(known, pages)) continue;
    for (let i = 0; i < ordinals.length; i++) {
      const text = write(ordinals[i] as number);
      if (text !== "") texts[i] = texts[i] === "" ? text : `${texts[i]},${text}`;
    }
  }
  return texts;
}

function touches(known: readonly unknown[], pages: ReadonlySet<number>): boolean {
  for (const page of pages) if (known[page] !== undefined) return true;
  return false;
}

function* textColumns(table: Table, prefix: string): Iterable<Column> {
  for (const [key, column] of family(table, prefix)) {
    const head = `{"key":${quote(key)},"value":`;
    const { pages, words } = column;
    const write = (ordinal: number) => {
      const code = pages[ordinal >> pageBits]?.[ordinal & (pageSize - 1)] ?? 0;
      return code === 0 ? "" : `${head}${quote(words[code - 1] as string)}}`;
    };
    yield { pages, write };
  }
}

function* metricColumns(table: Table): Iterable<Column> {
  for (const [key, series] of table.series) {
    const head = `{"key":${quote(key)},"value":`;
    const write = (ordinal: number) => {
      const page = series.pages[ordinal >> pageBits];
      const i = ordinal & (pageSize - 1);
      if (page === undefined || page.counts[i] === 0) return "";
      return `${head}${double(page.values[i] as number)},"timestamp":${page.times[i]},"step":${page.steps[i]}}`;
    };
    yield { pages: series.pages, write };
  }
}
