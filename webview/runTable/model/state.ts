import {
  boolean,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  string,
} from "../../../src/shared/readers";
import { runStatuses } from "../../../src/shared/runs";
import { shownValues } from "../../../src/shared/savedViews";
import type { Show } from "./cells";
import { type Chip, type Span, spans } from "./chips";

/** How one column was made to look. */
export interface Look {
  readonly width?: number;
  readonly isPinned?: boolean;
  readonly show?: Show;
  readonly hasSpark?: boolean;
  readonly direction?: "lower" | "higher";
}

export interface Sort {
  readonly key: string;
  readonly descending: boolean;
}

/** `differ`: columns whose values differ; `chosen`: those of `shown` alone. */
const columnModes = ["differ", "all", "chosen"] as const;
export type ColumnMode = (typeof columnModes)[number];

/** What a person has made of the table. The page keeps it over hiding, reload and restart; a saved view is a part of it. */
export interface State {
  /** Absent: what the page was opened with. */
  readonly experiments?: readonly string[];
  readonly filter: string;
  readonly chips: readonly Chip[];
  /** Filters that were asked before, the last one first. */
  readonly recent: readonly string[];
  readonly mode: ColumnMode;
  readonly shown: readonly string[];
  readonly hidden: readonly string[];
  /** Keys in the order they were put; others stay where they are by default. */
  readonly order: readonly string[];
  readonly looks: Readonly<Record<string, Look>>;
  readonly sort: readonly Sort[];
  readonly group?: string;
  readonly closed: readonly string[];
  readonly isNested: boolean;
  readonly baseline?: string;
  readonly selected: readonly string[];
  /** Name of the saved view that was applied last. */
  readonly view?: string;
  readonly top: number;
  readonly left: number;
}

export const firstState: State = {
  filter: "",
  chips: [],
  recent: [],
  mode: "differ",
  shown: [],
  hidden: [],
  order: [],
  looks: {},
  sort: [],
  closed: [],
  isNested: true,
  selected: [],
  top: 0,
  left: 0,
};

const readLook = object<Look>({
  width: optional(integer) as Reader<number>,
  isPinned: optional(boolean) as Reader<boolean>,
  show: optional(oneOf(...shownValues)) as Reader<Show>,
  hasSpark: optional(boolean) as Reader<boolean>,
  direction: optional(oneOf("lower", "higher")) as Reader<"lower">,
});

const readLooks: Reader<Record<string, Look>> = (value, at) =>
  Object.fromEntries(Object.entries(value as object).map(([key, look]) => [key, readLook(look, at)]));

const readChip: Reader<Chip> = (value, at) => {
  const { kind } = object<{ kind: Chip["kind"] }>({ kind: oneOf("status", "branch", "started", "starred") })(value, at);
  switch (kind) {
    case "status": {
      const read = object<{ status: (typeof runStatuses)[number]; isNot: boolean }>({
        status: oneOf(...runStatuses),
        isNot: boolean,
      });
      return { kind, ...read(value, at) };
    }
    case "branch":
      return { kind, ...object<{ branch: string }>({ branch: string })(value, at) };
    case "started": {
      const read = object<{ within: Span }>({ within: oneOf(...(Object.keys(spans) as Span[])) });
      return { kind, ...read(value, at) };
    }
    case "starred":
      return { kind };
    default:
      return kind satisfies never;
  }
};

const texts = optional(list(string), []);

const readOwn = object<State>({
  experiments: optional(list(string)) as Reader<string[]>,
  filter: optional(string, ""),
  chips: optional(list(readChip), []),
  recent: texts,
  mode: optional(oneOf(...columnModes), "differ"),
  shown: texts,
  hidden: texts,
  order: texts,
  looks: optional(readLooks, {}),
  sort: optional(list(object<Sort>({ key: string, descending: boolean })), []),
  group: optional(string) as Reader<string>,
  closed: texts,
  isNested: optional(boolean, true),
  baseline: optional(string) as Reader<string>,
  selected: texts,
  view: optional(string) as Reader<string>,
  top: optional(number, 0),
  left: optional(number, 0),
});

/** What an older version of the page kept may not be readable: then the page begins anew. */
export function readState(kept: unknown): State {
  if (kept === undefined || kept === null) return firstState;
  try {
    return readOwn(kept, "state");
  } catch (error) {
    console.warn(`the page begins anew: ${String(error)}`);
    return firstState;
  }
}
