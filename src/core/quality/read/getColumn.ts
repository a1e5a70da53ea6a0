import { invalid } from "../../../shared/apiError";
import { didYouMean } from "../../../shared/suggest";
import type { Frame, FrameColumn } from "../../frame/frame";

/** The column of a name; says which there are when there is none. `role` is what it was asked as: `--actual`. */
export function getColumn(frame: Frame, name: string, role: string): FrameColumn {
  const found = frame.columns.find((column) => column.name === name);
  if (found) return found;
  const names = frame.columns.map((column) => column.name);
  const meant = didYouMean(name, names);
  const shown = names.slice(0, 8).join(", ");
  return invalid(`${role}: no column '${name}'.${meant || ` There are ${shown}${names.length > 8 ? ", …" : ""}.`}`);
}
