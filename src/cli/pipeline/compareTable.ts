import type { Change, Changes } from "../../core/dvc/compare/diffValues";
import { jsonOf } from "../../core/dvc/compare/jsonOf";
import type { Comparing } from "../../runtime/pipeline/compare/openCompare";
import type { Column } from "../terminal/table";
import { shownPath, shownValue } from "./compareWords";

/** `{path: {name: {old, new, diff}}}`, as dvc writes it. */
export function changesDocument(changes: Changes, comparing: Comparing): unknown {
  return Object.fromEntries(
    [...changes].map(([path, names]) => [
      shownPath(path, comparing),
      Object.fromEntries([...names].map(([name, change]) => [name, documentOf(change)])),
    ]),
  );
}

function documentOf({ old, new: fresh, diff }: Change): unknown {
  return { old: jsonOf(old), new: jsonOf(fresh), ...(diff === undefined ? {} : { diff: jsonOf(diff) }) };
}

export interface ChangeRow {
  readonly path: string;
  readonly name: string;
  readonly change: Change;
}

export function rowsOf(changes: Changes, comparing: Comparing): readonly ChangeRow[] {
  return [...changes].flatMap(([path, names]) =>
    [...names].map(([name, change]) => ({ path: shownPath(path, comparing), name, change })),
  );
}

export interface ChangeColumns {
  /** `Metric` or `Param`. */
  readonly what: string;
  readonly old: string;
  readonly fresh: string;
  readonly hasPath: boolean;
  readonly hasChange: boolean;
  readonly digits?: number;
}

export function changeColumns(shape: ChangeColumns): readonly Column<ChangeRow>[] {
  const { digits } = shape;
  const value = (title: string, of: (change: Change) => Change["old"] | undefined): Column<ChangeRow> => ({
    title,
    align: "right",
    text: ({ change }) => shownValue(of(change), digits),
    plain: ({ change }) => shownValue(of(change), digits),
  });
  return [
    ...(shape.hasPath ? [{ title: "Path", text: ({ path }: ChangeRow) => path }] : []),
    { title: shape.what, text: ({ name }) => name },
    value(shape.old, ({ old }) => old),
    value(shape.fresh, (change) => change.new),
    ...(shape.hasChange ? [value("Change", ({ diff }) => diff)] : []),
  ];
}
