import type { Frame } from "../../../core/frame/frame";
import { checkLimits, type Limits } from "../../../core/quality/limits";
import { getColumn } from "../../../core/quality/read/getColumn";
import { groupColumn } from "../../../core/quality/read/groupColumn";
import { pick } from "../../../core/quality/read/keptRows";
import type { Answers } from "../../../core/robustness/answers";
import { measureRobustness } from "../../../core/robustness/measureRobustness";
import { askEngine } from "../../../runtime/explain/askEngine";
import { createRowEncoder } from "../../../runtime/explain/encodeRows";
import { chooseColumns } from "../../../runtime/explain/modelColumns";
import { type OpenedModel, openModel } from "../../../runtime/explain/openModel";
import { readTable, tableName } from "../../../runtime/monitoring/readTable";
import type { RobustnessDocument } from "../../../shared/robustness";
import { findModel } from "../../serving/findModel";
import { createProgress } from "../../terminal/progress";
import type { Call } from "../../verb";
import { tableFile } from "../tableFile";
import { readTruth } from "./readTruth";

export interface RobustnessTask {
  readonly model: string;
  readonly data: string;
  readonly actual: string | undefined;
  readonly metric: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly segments: readonly string[];
  readonly rows: number;
  readonly seed: number;
  readonly limits: Limits;
}

const batchRows = 16_384;

/** Opens the model in this process and asks it for the rows, changed in one way after the other. */
export async function askModel(
  call: Pick<Call, "workspace" | "out" | "door">,
  task: RobustnessTask,
): Promise<RobustnessDocument> {
  const began = performance.now();
  const place = await tableFile(call, task.data);
  const [file, whole] = [await findModel(task.model, call.door), await readTable(place)];
  const frame = evenly(whole, task.rows);
  const opened = await openModel(file);
  const features = featuresOf(opened, frame, task);
  const encoder = createRowEncoder(features, opened.columns);
  const { values } = encoder.encode(frame, task.data);
  const truth =
    task.actual === undefined ? undefined : readTruth(getColumn(frame, task.actual, "--actual"), opened, task.metric);
  const slices = task.segments.map((name) => groupColumn(getColumn(frame, name, "--segment")));
  const engine = await askEngine(opened, encoder, values.slice(0, features.length));
  const progress = createProgress(call.out, { label: "Asking the model", unit: "things" });
  try {
    const ask = async (rows: Float64Array): Promise<Answers> => {
      const answers = new Float64Array(frame.rows * engine.outputs);
      for (let from = 0; from < frame.rows; from += batchRows) {
        const to = Math.min(frame.rows, from + batchRows);
        answers.set(
          await engine.ask(rows.subarray(from * features.length, to * features.length), to - from),
          from * engine.outputs,
        );
      }
      return { values: answers, outputs: engine.outputs };
    };
    const measured = await measureRobustness(
      {
        count: frame.rows,
        values,
        features: features.map((name, at) => ({ name, kind: kindOf(opened, encoder.words, at) })),
      },
      ask,
      {
        kind: opened.facts.probabilities === undefined ? "regression" : "classification",
        seed: task.seed,
        truth,
        slices,
      },
      (done, all) => progress.update(done, all),
    );
    const checks = checkLimits(
      measured.figures,
      task.actual === undefined ? { metric_drop: "without --actual there is no metric" } : {},
      task.limits,
    );
    return {
      ok: checks.every(({ ok }) => ok),
      checks,
      ...measured,
      model: task.model,
      table: tableName(place, whole),
      took_ms: Math.round(performance.now() - began),
    };
  } finally {
    progress.end();
    await engine.close();
  }
}

/** Labels and segments are no features of a model that does not name its columns. */
function featuresOf(
  { columns }: OpenedModel,
  frame: Frame,
  { data, actual, segments, columns: asked }: RobustnessTask,
) {
  const names = frame.columns.map(({ name }) => name);
  const isKnown = asked !== undefined || columns.names?.every((name) => names.includes(name)) === true;
  const without = names.filter((name) => name !== actual);
  const bare =
    columns.width !== undefined && without.length > columns.width
      ? without.filter((name) => !segments.includes(name))
      : without;
  return chooseColumns(columns, isKnown ? names : bare, data, asked);
}

function kindOf({ columns }: OpenedModel, words: readonly (readonly string[] | undefined)[], at: number) {
  if (words[at]) return "words" as const;
  const type = columns.inputs.find(({ first, width }) => at >= first && at < first + (width ?? words.length))?.facts
    .type;
  return type !== undefined && /^u?int/.test(type) ? ("whole" as const) : ("number" as const);
}

/** So many rows of a table, from its begin to its end. */
function evenly(frame: Frame, most: number): Frame {
  if (frame.rows <= most) return frame;
  const rows = Uint32Array.from({ length: most }, (_, at) => Math.floor((at * frame.rows) / most));
  const columns = frame.columns.map((column): Frame["columns"][number] => {
    switch (column.kind) {
      case "number":
        return {
          kind: "number",
          name: column.name,
          missing: column.missing,
          dtype: column.dtype,
          isInteger: column.isInteger,
          values: pick(column.values, rows),
        };
      case "time":
        return { ...column, values: pick(column.values, rows) };
      case "text":
        return { ...column, codes: pick(column.codes, rows) };
      case "bool":
        return { ...column, values: Uint8Array.from(rows, (row) => column.values[row] as number) };
      case "other":
        return { ...column, values: Array.from(rows, (row) => column.values[row]) };
      default:
        return column satisfies never;
    }
  });
  return { rows: most, columns };
}
