import type { Frame } from "../../../core/frame/frame";
import { loggedColumn } from "../../../core/frame/loggedColumn";
import { invalid } from "../../../shared/apiError";
import type { ExplainedPart, ExplainedRow } from "../../../shared/explanation";
import { createRowEncoder } from "../encodeRows";
import { lastRows } from "../log/lastRows";
import { openModel } from "../openModel";
import { prepare } from "../prepare";
import type { Prepared } from "../prepared";
import { createLru } from "./lru";
import type { RowTask } from "./places";
import { stampOf } from "./warm";

export type RowAnswer = Pick<ExplainedRow, "method" | "output" | "space" | "link" | "base_value" | "value" | "parts">;

/** Logged rows that stand for what is usual, where the model does not say it itself. */
const mostUsual = 1000;
/** A model that is no tree and no sum is asked for every coalition of the row with each of these. */
const mostAsked = 100;

const kept = createLru<Prepared>(8, ({ close }) => close());

/** One prediction. What it takes to explain any of this model is made ready the first time. */
export function rowWork(task: RowTask): Promise<RowAnswer> {
  const { model, features, folder, logged } = task;
  const key = JSON.stringify([model.path, stampOf(model.path), folder, logged]);
  return kept.use(
    key,
    () => ready(task),
    (prepared) => answerOf(features, prepared),
  );
}

async function answerOf(features: RowTask["features"], prepared: Prepared): Promise<RowAnswer> {
  const { encoder, outputs, method, space, link } = prepared;
  const values = encoder.encodeRow(features, "the logged row");
  const explained = await prepared.explain({ rows: 1, values });
  const output = outputs.length - 1;
  const parts = encoder.features.map(
    (feature, i): ExplainedPart => ({
      feature,
      given: features[i],
      value: explained.values[i * outputs.length + output] as number,
    }),
  );
  return {
    method,
    output: outputs[output] ?? "",
    space,
    ...(link && { link }),
    base_value: explained.base[output] as number,
    value: explained.predictions[output] as number,
    parts: parts.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)),
  };
}

async function ready({ model, columns, folder, logged }: RowTask): Promise<Prepared> {
  const opened = await openModel(model);
  const { width } = opened.columns;
  if (width !== undefined && width !== columns.length)
    return invalid(
      `${model.path}: takes ${width} columns and the log has ${columns.length}: it is another model than the one that answered`,
    );
  const encoder = createRowEncoder(columns, opened.columns);
  const isTree = opened.trees !== undefined;
  const needsRows = opened.trees?.forest.covers === undefined;
  const most = isTree || opened.linear !== undefined ? mostUsual : mostAsked;
  const usual = needsRows ? usualRows(folder, columns, logged, most) : { rows: 0, columns: [] };
  const data =
    usual.rows === 0 ? { rows: 0, values: new Float64Array(0) } : encoder.encode(usual, "the prediction log");
  const given = isTree ? undefined : data;
  return prepare(opened, encoder, { given, data }, { method: "auto", space: "raw" });
}

function usualRows(folder: string, columns: readonly string[], logged: RowTask["logged"], most: number): Frame {
  const { rows } = lastRows(
    { folder, most },
    ({ model, version }, { code }) => code < 400 && model === logged.model && version === logged.version,
  );
  return {
    rows: rows.length,
    columns: columns.map((name, i) =>
      loggedColumn(
        name,
        rows.map(({ row }) => row.features[i] ?? null),
      ),
    ),
  };
}
