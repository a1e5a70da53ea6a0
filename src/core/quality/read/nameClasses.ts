import { invalid } from "../../../shared/apiError";
import type { FrameColumn } from "../../frame/frame";
import { type CommonLabels, positivePlace } from "./labels";
import { classesOfColumns } from "./probabilityColumns";

export interface NamedClasses {
  readonly labels: readonly string[];
  readonly positive?: number;
  /** Of each probability column, which label it is of. */
  readonly ofColumn: readonly number[];
}

/** The classes, which of two is the positive one, and which class each column of probabilities is of. */
export function nameClasses(
  common: CommonLabels,
  columns: readonly FrameColumn[],
  asked: string | undefined,
): NamedClasses {
  if (columns.length <= 1) {
    const labels = common.names.length <= 1 && columns.length === 1 ? withOther(common) : common.names;
    if (columns.length === 1 && labels.length > 2)
      return invalid(
        `probability: one column '${columns[0]?.name}' for ${labels.length} classes (${labels.slice(0, 5).join(", ")}); name one a class`,
      );
    const positive =
      labels.length > 2
        ? asked === undefined
          ? undefined
          : positivePlace(labels, asked)
        : positivePlace(labels, asked);
    // of more than two classes there is no positive one: rates are means over all
    return {
      labels,
      ...(positive === undefined || labels.length > 2 ? {} : { positive }),
      ofColumn: columns.map(() => positive ?? 0),
    };
  }
  const classes = classesOfColumns(columns, common.names);
  const labels = [...common.names, ...classes.filter((label) => !common.names.includes(label))];
  const ofColumn = classes.map((label) => labels.indexOf(label));
  return labels.length === 2 ? { labels, positive: positivePlace(labels, asked), ofColumn } : { labels, ofColumn };
}

/** A table of one class only still has a probability of the other. */
function withOther({ names, kind }: CommonLabels): readonly string[] {
  const [only = "1"] = names;
  if (kind === "bool") return ["False", "True"];
  if (kind === "number" && (only === "0" || only === "1")) return ["0", "1"];
  return [`not ${only}`, only];
}

/** A column a label, from one of the positive class or one a class. */
export function sureness(
  { labels, positive, ofColumn }: NamedClasses,
  columns: readonly Float64Array[],
): readonly Float64Array[] | undefined {
  const [only] = columns;
  if (!only) return undefined;
  if (columns.length === 1 && positive !== undefined)
    return labels.map((_, at) => (at === positive ? only : only.map((value) => 1 - value)));
  return labels.map((_, at) => columns[ofColumn.indexOf(at)] ?? new Float64Array(only.length));
}
