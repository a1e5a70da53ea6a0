import type { ExplainedInteractions, ExplainedRow } from "../../src/shared/explanation";
import { boolean, integer, object, oneOf, optional, type Reader, string } from "../../src/shared/readers";
import type { Explained, Feature } from "./model/explained";
import { givenText } from "./model/explained";
import type { RowOrder } from "./model/findRows";
import type { Part } from "./model/waterfall";
import { figure } from "./words";

export const tabs = ["summary", "dependence", "interactions", "decision", "cohorts", "rows"] as const;
export type Tab = (typeof tabs)[number];

export interface State {
  readonly explained: Explained;
  /** Rows in an order that looks like chance. */
  readonly order: Uint32Array;
  /** Of each feature, the one that goes along with it. */
  readonly companions: Map<string, Feature | undefined>;
  readonly interactions: ExplainedInteractions | { readonly fault: string } | undefined;
  /** A logged prediction that was asked for. */
  readonly asked: ExplainedRow | undefined;
  /** Another output or space is being explained. */
  readonly isLoading: boolean;
  readonly own: Own;
}

/** What the user chose; it outlives a reload. */
export interface Own {
  readonly tab: Tab;
  readonly feature: string | undefined;
  /** Colours the dependence plot; undefined: the one that goes along most. */
  readonly by: string | undefined;
  readonly row: number | undefined;
  readonly output: string | undefined;
  readonly space: "raw" | "probability" | undefined;
  readonly cohort: string | undefined;
  readonly query: string;
  readonly sort: RowOrder["by"];
  readonly isDown: boolean;
  readonly showsAll: boolean;
  readonly asTable: boolean;
}

export const readOwn = object<Own>({
  tab: optional(oneOf(...tabs), "summary"),
  feature: optional(string) as Reader<string | undefined>,
  by: optional(string) as Reader<string | undefined>,
  row: optional(integer) as Reader<number | undefined>,
  output: optional(string) as Reader<string | undefined>,
  space: optional(oneOf("raw", "probability")) as Reader<Own["space"]>,
  cohort: optional(string) as Reader<string | undefined>,
  query: optional(string, ""),
  sort: optional(oneOf("row", "prediction", "distance"), "row"),
  isDown: optional(boolean, false),
  showsAll: optional(boolean, false),
  asTable: optional(boolean, false),
});

export const firstOwn: Own = {
  tab: "summary",
  feature: undefined,
  by: undefined,
  row: undefined,
  output: undefined,
  space: undefined,
  cohort: undefined,
  query: "",
  sort: "row",
  isDown: false,
  showsAll: false,
  asTable: false,
};

/** The features that the summary shows at first. */
export const firstFeatures = 12;

export function shownFeatures({ explained: { features }, own }: State): readonly Feature[] {
  return own.showsAll || features.length <= firstFeatures + 1 ? features : features.slice(0, firstFeatures);
}

/** One prediction, of the table or of the log. */
export interface OneRow {
  /** Its place in the table, if it is there. */
  readonly row: number | undefined;
  readonly request: string | undefined;
  readonly at: number | undefined;
  readonly base: number;
  readonly value: number;
  readonly parts: readonly Part[];
}

/** The row that was chosen; a logged prediction that is not in the table stands for itself. */
export function chosenRow({ explained, own: { row }, asked }: State): OneRow | undefined {
  if (row !== undefined && row < explained.rows) return rowOf(explained, row);
  if (asked === undefined) return undefined;
  return {
    row: undefined,
    request: asked.request,
    at: asked.at,
    base: asked.base_value,
    value: asked.value,
    parts: asked.parts.map(({ feature, given, value }) => ({ feature, given: said(given), value, count: 1 })),
  };
}

function rowOf({ page, features, predictions }: Explained, row: number): OneRow {
  return {
    row,
    request: page.requests?.[row],
    at: page.times?.[row],
    base: page.base_value,
    value: predictions[row] as number,
    parts: features.map((feature) => ({
      feature: feature.name,
      given: givenText(feature, row, figure),
      value: feature.values[row] as number,
      count: 1,
    })),
  };
}

function said(given: unknown): string {
  if (typeof given === "number") return figure(given);
  return given === null || given === undefined ? "" : String(given);
}
