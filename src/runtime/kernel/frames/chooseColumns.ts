import { invalid } from "../../../shared/apiError";
import { didYouMean } from "../../../shared/suggest";

/** Names of columns, or what chooses among those that there are. */
export type Wanted = readonly string[] | ((names: readonly string[]) => readonly string[]);

/** The columns that are asked for, all where none are named. One that is not there is refused, with a name that is like it. */
export function chooseColumns(path: string, names: readonly string[], asked: Wanted | undefined): readonly string[] {
  const wanted = typeof asked === "function" ? asked(names) : asked;
  const missing = wanted?.find((name) => !names.includes(name));
  if (missing === undefined) return wanted ?? names;
  const some = names.slice(0, 12).join(", ");
  const others = ` Its columns: ${some}${names.length > 12 ? ", …" : ""}.`;
  return invalid(`${path}: it has no column '${missing}'.${didYouMean(missing, names) || others}`);
}
