import { invalid } from "../../../shared/apiError";
import type { Frame, FrameColumn } from "../../frame/frame";
import { getColumn } from "./getColumn";

/** Columns that were named, or whose names begin with the one word that is no column's name. */
export function findProbabilityColumns(frame: Frame, asked: readonly string[]): readonly FrameColumn[] {
  const [word] = asked;
  if (asked.length === 1 && word !== undefined && !frame.columns.some(({ name }) => name === word)) {
    const begun = frame.columns.filter(({ name }) => name.startsWith(word));
    if (begun.length > 0) return begun;
  }
  return asked.map((name) => getColumn(frame, name, "probability"));
}

/**
 * Which class each column is of: by the end of its name (`prob_setosa`, `p::1`), else, where there are as many as classes, by the
 * classes' order. Names of classes that no row has come with it.
 */
export function classesOfColumns(columns: readonly FrameColumn[], labels: readonly string[]): readonly string[] {
  const names = columns.map(({ name }) => name);
  const begin = commonBegin(names);
  const ends = names.map((name) => name.slice(begin));
  const spelled = ends.map(
    (end, at) => labels.find((label) => isSame(label, end)) ?? labelAtEnd(names[at] ?? "", labels),
  );
  if (spelled.every((label) => label !== undefined) && new Set(spelled).size === spelled.length)
    return spelled as string[];
  if (labels.length === columns.length) return labels;
  // more columns than classes occur: names tell the others
  if (spelled.filter((label) => label !== undefined).length === labels.length && columns.length > labels.length)
    return spelled.map((label, at) => label ?? (ends[at] as string));
  return invalid(
    `probability: ${columns.length} columns (${names.slice(0, 4).join(", ")}) for ${labels.length} classes (${labels.slice(0, 6).join(", ")}); a column a class, its name ending with the class`,
  );
}

/** Up to the last sign before which all names are alike, so that `p_10` and `p_11` differ by `10` and `11`. */
function commonBegin(names: readonly string[]): number {
  const [first = ""] = names;
  let length = 0;
  while (length < first.length && names.every((name) => name[length] === first[length])) length++;
  while (length > 0 && /[\p{L}\p{N}]/u.test(first[length - 1] as string)) length--;
  return length;
}

function labelAtEnd(name: string, labels: readonly string[]): string | undefined {
  return labels
    .filter((label) => name.toLowerCase().endsWith(label.toLowerCase()))
    .sort((a, b) => b.length - a.length)[0];
}

function isSame(label: string, end: string): boolean {
  return label.toLowerCase() === end.toLowerCase() || (end.trim() !== "" && Number(end) === Number(label));
}
