import type { TableAnswer } from "../../src/core/table/summary/tableDiff";
import { changeKinds, type DataDiff } from "../../src/shared/data";
import { boolean, object, oneOf, optional, string } from "../../src/shared/readers";

export interface State {
  readonly diff: DataDiff;
  /** Of the chosen file, where it is a table; undefined until it was compared. */
  readonly table: TableAnswer | undefined;
  readonly refused: string | undefined;
  readonly own: Own;
}

/** What the user chose; it outlives a reload. */
export interface Own {
  readonly chosen: string | undefined;
  readonly text: string;
  readonly kind: (typeof changeKinds)[number] | "all";
  readonly asList: boolean;
  readonly onlyChanged: boolean;
}

export const readOwn = object<Own>({
  chosen: optional(string),
  text: optional(string, ""),
  kind: optional(oneOf("all", ...changeKinds), "all"),
  asList: optional(boolean, false),
  onlyChanged: optional(boolean, true),
});

export const firstOwn: Own = { chosen: undefined, text: "", kind: "all", asList: false, onlyChanged: true };
