import { invalid } from "../../../shared/apiError";
import type { Frame, FrameColumn } from "../../frame/frame";
import { numbersOf } from "../numbers";
import type { RegressionRows } from "../regression";
import type { ClassificationRows } from "./classRows";
import { getColumn } from "./getColumn";
import { type KeptRows, keepRows, notFiniteIn, pick } from "./keptRows";
import { findProbabilityColumns } from "./probabilityColumns";
import { readClassRows } from "./readClassRows";

/** Which columns hold what. */
export interface Roles {
  readonly actual: string;
  readonly prediction?: string | undefined;
  readonly probability?: readonly string[] | undefined;
  readonly positive?: string | undefined;
  readonly weight?: string | undefined;
  readonly kind?: "classification" | "regression" | undefined;
}

export interface Rows {
  readonly kept: KeptRows;
  readonly notes: readonly string[];
  readonly classification?: ClassificationRows;
  readonly regression?: RegressionRows;
}

/** Rows without a value where one is needed are left out and counted. `known`: a table whose classes are counted among these. */
export function readRows(frame: Frame, roles: Roles, known?: { frame: Frame }): Rows {
  const actual = getColumn(frame, roles.actual, "actual");
  const prediction = roles.prediction === undefined ? undefined : getColumn(frame, roles.prediction, "prediction");
  const probabilities = roles.probability?.length ? findProbabilityColumns(frame, roles.probability) : [];
  const kind = roles.kind ?? guessKind(actual, prediction, probabilities.length > 0);
  const weight = roles.weight === undefined ? undefined : readWeights(getColumn(frame, roles.weight, "weight"));
  if (kind === "classification")
    return readClassRows(frame, {
      actual,
      prediction,
      probabilities,
      weight,
      positive: roles.positive,
      known: known ? classColumns(known.frame, roles) : [],
    });
  if (!prediction) return invalid("prediction: name the column with what the model predicted");
  return numberRows(frame, actual, prediction, weight);
}

/** What names classes in a table, as far as it has them. */
export function classColumns(frame: Frame, { actual, prediction }: Roles): FrameColumn[] {
  return [actual, prediction].flatMap((name) => frame.columns.filter((column) => column.name === name));
}

/** Words and yes or no are classes; so are a few whole numbers on both sides. All else is measured. */
export function guessKind(
  actual: FrameColumn,
  prediction: FrameColumn | undefined,
  hasProbabilities: boolean,
): "classification" | "regression" {
  if (hasProbabilities || [actual, prediction].some((each) => each && each.kind !== "number")) return "classification";
  return [actual, prediction].every((each) => !each || isFewWholes(each)) ? "classification" : "regression";
}

const mostGuessed = 20;

function isFewWholes(column: FrameColumn): boolean {
  if (column.kind !== "number") return false;
  const seen = new Set<number>();
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    seen.add(value);
    if (seen.size > mostGuessed) return false;
  }
  return true;
}

function readWeights(column: FrameColumn): { name: string; values: Float64Array } {
  const values = numbersOf(column, "weight");
  const row = values.findIndex((value) => value < 0);
  if (row >= 0)
    return invalid(`weight: column '${column.name}' has ${values[row]} in row ${row + 1}; weights are not negative`);
  return { name: column.name, values };
}

function numberRows(
  frame: Frame,
  actual: FrameColumn,
  prediction: FrameColumn,
  weight: { name: string; values: Float64Array } | undefined,
): Rows {
  const [is, said] = [numbersOf(actual, "actual"), numbersOf(prediction, "prediction")];
  const needed = [
    notFiniteIn(actual.name, is),
    notFiniteIn(prediction.name, said),
    ...(weight ? [notFiniteIn(weight.name, weight.values)] : []),
  ];
  const kept = keepRows(frame.rows, needed);
  return {
    kept,
    notes: [],
    regression: {
      actual: pick(is, kept.rows),
      predicted: pick(said, kept.rows),
      ...(weight ? { weights: pick(weight.values, kept.rows) } : {}),
    },
  };
}
