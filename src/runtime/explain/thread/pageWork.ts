import type { Explained } from "../../../core/explain/game";
import { additivity, gapNotes, meanAbs } from "../../../core/explain/meanAbs";
import { invalid } from "../../../shared/apiError";
import { type ExplanationPage, packExplanation } from "../../../shared/explanation";
import type { EncodedRows } from "../encodeRows";
import type { Prepared } from "../prepared";
import type { ExplainTask } from "./places";
import { type Warm, withWarm } from "./warm";

/** Rows of a page; of models that have to be asked for each of many coalitions, far fewer. */
const mostRows = 100_000;
const mostAsked = 200;

/** A page without what only the room knows: where the model comes from. */
export function pageWork(task: ExplainTask): Promise<Uint8Array> {
  const began = performance.now();
  return withWarm(task, (warm) => pageOf(task, warm, began));
}

async function pageOf(task: ExplainTask, warm: Warm, began: number): Promise<Uint8Array> {
  const found = await explainSome(task, warm);
  const { rows, explained, output, notes } = found;
  const { prepared, requests, times } = warm;
  const { features, words } = prepared.encoder;
  const sizes = meanAbs(explained, features.length, output);
  const pick = <T>(list: readonly T[] | undefined) => list && found.places.map((place) => list[place] as T);
  const page: ExplanationPage = {
    model: task.model.name,
    data: task.data.place,
    method: prepared.method,
    notes,
    rows: rows.rows,
    features: features.map((name, i) => ({
      name,
      mean_abs: sizes[i] ?? 0,
      ...(words[i] && { words: [...words[i]] }),
    })),
    outputs: prepared.outputs,
    output: prepared.outputs[output] ?? "",
    space: prepared.space,
    ...(prepared.link && { link: prepared.link }),
    base_value: explained.base[output] ?? 0,
    additivity: additivity(explained, features.length),
    took_ms: performance.now() - began,
    ...(requests && { requests: pick(requests) as string[] }),
    ...(times && { times: pick(times) as number[] }),
  };
  return packExplanation(page, {
    values: byFeature(explained.values, rows.rows, features.length, prepared.outputs.length, output),
    given: byFeature(rows.values, rows.rows, features.length, 1, 0),
    predictions: Float32Array.from({ length: rows.rows }, (_, row) =>
      Number(explained.predictions[row * prepared.outputs.length + output]),
    ),
  });
}

export interface Some {
  /** What was explained, and which rows of the data that is. */
  readonly rows: EncodedRows;
  readonly places: readonly number[];
  readonly explained: Explained;
  readonly output: number;
  readonly notes: readonly string[];
}

/** Rows of the data, all of them where that goes. The last explanation of the same rows is kept: pages ask in several ways. */
export async function explainSome(task: ExplainTask, warm: Warm): Promise<Some> {
  const { prepared, rows: all } = warm;
  const { rows, places } = fewRows(all, prepared);
  warm.explained ??= prepared.explain(rows);
  const explained = await warm.explained.catch((error: unknown) => {
    warm.explained = undefined;
    throw error;
  });
  const notes = [
    ...prepared.notes,
    ...warm.notes,
    ...gapNotes(explained),
    ...(places.length < all.rows ? [`${places.length} of ${all.rows} rows, evenly spaced`] : []),
  ];
  return { rows, places, explained, output: outputOf(prepared.outputs, task.output), notes };
}

export function outputOf(outputs: readonly string[], wanted: string | undefined): number {
  if (wanted === undefined) return outputs.length - 1;
  const place = outputs.indexOf(wanted);
  return place >= 0 ? place : invalid(`output: '${wanted}' is none of ${outputs.join(", ")}`);
}

/** Of a table, as many rows as are explained while somebody waits, evenly spaced; and which these are. */
export function fewRows(all: EncodedRows, { method }: Pick<Prepared, "method">): Pick<Some, "rows" | "places"> {
  const isQuick = ["tree_path_dependent", "interventional", "linear"].includes(method);
  const places = evenly(all.rows, isQuick ? mostRows : mostAsked);
  return { places, rows: places.length === all.rows ? all : someRows(all, places) };
}

function evenly(rows: number, most: number): number[] {
  const count = Math.min(rows, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}

export function someRows({ rows, values }: EncodedRows, places: readonly number[]): EncodedRows {
  const width = values.length / rows;
  const some = new Float64Array(places.length * width);
  for (const [i, place] of places.entries()) some.set(values.subarray(place * width, (place + 1) * width), i * width);
  return { rows: places.length, values: some };
}

/** One output of all rows, a feature after the other. */
function byFeature(
  values: Float32Array | Float64Array,
  rows: number,
  width: number,
  outputs: number,
  output: number,
): Float32Array {
  const made = new Float32Array(rows * width);
  for (let feature = 0; feature < width; feature++)
    for (let row = 0, at = feature * outputs + output; row < rows; row++, at += width * outputs)
      made[feature * rows + row] = values[at] as number;
  return made;
}
