import type { PipelinePage, StagePage } from "../../src/shared/pipelinePage";
import { boolean, number, object, oneOf, optional, type Reader, string } from "../../src/shared/readers";

/** What the page shows: what the runtime said last, and what the user chose. */
export interface State {
  readonly page: PipelinePage;
  /** Of the chosen stage; undefined until it was read. */
  readonly stage: StagePage | undefined;
  /** Why the stage could not be read. */
  readonly noStage: string | undefined;
  /** An act that the editor said no to. */
  readonly refused: string | undefined;
  readonly own: Own;
}

/** What the user chose; it outlives a reload. */
export interface Own {
  readonly pipeline: string | undefined;
  readonly chosen: string | undefined;
  readonly onlyChanged: boolean;
  readonly data: boolean;
  /** 0: not chosen yet, which is one. */
  readonly jobs: number;
  /** Groups that were folded or unfolded by hand. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** Undefined: as much as fits. */
  readonly view: View | undefined;
  readonly tab: Tab;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export const tabs = ["graph", "plots"] as const;
export type Tab = (typeof tabs)[number];

const truths: Reader<Record<string, boolean>> = (value, at) => {
  const entries = Object.entries(object({})(value, at) && (value as Record<string, unknown>));
  return Object.fromEntries(entries.map(([key, each]) => [key, boolean(each, `${at}.${key}`)]));
};

export const readOwn = object<Own>({
  pipeline: optional(string),
  chosen: optional(string),
  onlyChanged: optional(boolean, false),
  data: optional(boolean, true),
  jobs: optional(number, 0),
  folded: optional(truths, {}),
  view: optional(object<View>({ x: number, y: number, scale: number })),
  tab: optional(oneOf(...tabs), "graph"),
});

export const firstOwn: Own = {
  pipeline: undefined,
  chosen: undefined,
  onlyChanged: false,
  data: true,
  jobs: 0,
  folded: {},
  view: undefined,
  tab: "graph",
};

/** A run over the pipeline is under way. */
export function isLive({ page }: Pick<State, "page">): boolean {
  return page.repro !== undefined && page.repro.ended === undefined;
}
