import { invalid } from "../../../shared/apiError";
import type { Frame, FrameColumn } from "../../frame/frame";
import { numbersOf } from "../numbers";
import { keepRows, missingIn, type Needed, notFiniteIn, pick } from "./keptRows";
import { readLabelColumn, unifyLabels } from "./labels";
import { nameClasses, sureness } from "./nameClasses";
import type { Rows } from "./readRows";

export interface ClassColumns {
  /** Without it the rows' truth is not known: what was answered stands in its place. */
  readonly actual: FrameColumn | undefined;
  readonly prediction: FrameColumn | undefined;
  readonly probabilities: readonly FrameColumn[];
  readonly weight: { name: string; values: Float64Array } | undefined;
  readonly positive: string | undefined;
  /** Columns of another table that name the same classes. */
  readonly known?: readonly FrameColumn[];
}

export function readClassRows(
  frame: Frame,
  { actual, prediction, probabilities, weight, positive, known = [] }: ClassColumns,
): Rows {
  if (!prediction && probabilities.length === 0)
    return invalid("prediction: name the column with the model's answers, or --probability with how sure it was");
  const scores = probabilities.map((column) => ({ name: column.name, values: probabilitiesOf(column) }));
  const named = [actual, prediction].filter((each) => each !== undefined).map(readLabelColumn);
  const needed: Needed[] = [
    ...(actual ? [missingIn(actual)] : []),
    ...(prediction ? [missingIn(prediction)] : []),
    ...[...scores, ...(weight ? [weight] : [])].map(({ name, values }) => notFiniteIn(name, values)),
  ];
  const kept = keepRows(frame.rows, needed);
  if (kept.rows.length === 0) return { kept, notes: [], classification: nothing };
  const own = named.map((column) => ({ ...column, codes: pick(column.codes, kept.rows) }));
  const common = unifyLabels([...own, ...known.map(readLabelColumn)]);
  const classes = nameClasses(common, probabilities, positive);
  const columns = sureness(
    classes,
    scores.map(({ values }) => pick(values, kept.rows)),
  );
  const codes = own.map((_, at) => recode(common.codes[at] as Int32Array, common.names, classes.labels));
  const actualCodes = actual ? codes[0] : undefined;
  const predictedCodes = prediction ? codes[codes.length - 1] : undefined;
  const predicted = predictedCodes ?? likeliest(columns ?? [], classes.positive);
  return {
    kept,
    notes: [
      ...(prediction
        ? []
        : [
            classes.positive === undefined
              ? "answers are the likeliest class"
              : "answers are probabilities from 0.5 on",
          ]),
      ...(prediction && actual && areApart(actualCodes, predictedCodes)
        ? [`'${actual.name}' and '${prediction.name}' have no class in common`]
        : []),
    ],
    classification: {
      labels: classes.labels,
      actual: actualCodes ?? predicted,
      predicted,
      ...(classes.positive === undefined ? {} : { positive: classes.positive }),
      ...(columns ? { probabilities: columns } : {}),
      ...(weight ? { weights: pick(weight.values, kept.rows) } : {}),
    },
  };
}

const nothing = { labels: [], actual: new Int32Array(), predicted: new Int32Array() };

function recode(codes: Int32Array, names: readonly string[], labels: readonly string[]): Int32Array {
  const places = names.map((name) => labels.indexOf(name));
  return codes.map((code) => places[code] as number);
}

function likeliest(columns: readonly Float64Array[], positive: number | undefined): Int32Array {
  const [first = new Float64Array()] = columns;
  return Int32Array.from(first, (_, row) => {
    if (positive !== undefined) return (columns[positive]?.[row] ?? 0) >= 0.5 ? positive : 1 - positive;
    let best = 0;
    for (let at = 1; at < columns.length; at++) if ((columns[at]?.[row] ?? 0) > (columns[best]?.[row] ?? 0)) best = at;
    return best;
  });
}

function areApart(actual: Int32Array | undefined, predicted: Int32Array | undefined): boolean {
  const said = new Set(predicted);
  return said.size > 0 && !actual?.some((label) => said.has(label));
}

function probabilitiesOf(column: FrameColumn): Float64Array {
  const values = numbersOf(column, "probability");
  const row = values.findIndex((value) => Number.isFinite(value) && (value < -1e-9 || value > 1 + 1e-9));
  if (row >= 0)
    return invalid(
      `probability: column '${column.name}' has ${values[row]} in row ${row + 1}; probabilities lie in 0…1`,
    );
  return values;
}
