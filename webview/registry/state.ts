import type { ModelDetail, VersionDetail } from "../../src/shared/modelDetail";
import type { AuditPage } from "../../src/shared/models";
import { boolean, integer, list, object, optional, type Reader, string } from "../../src/shared/readers";

/** What the page shows: what the runtime said last, and what the user chose. */
export interface State {
  readonly detail: ModelDetail;
  readonly trail: AuditPage;
  /** The version that is judged. */
  readonly version: number | undefined;
  /** What it is measured against; undefined: what is in Production, else the version before. */
  readonly against: number | undefined;
  /** Up to three, drawn as charts; undefined: chosen by what most versions have. */
  readonly metrics: readonly string[] | undefined;
  readonly asTable: boolean;
  readonly comment: string;
  /** What went wrong with the last act. */
  readonly failure: string | undefined;
  readonly isBusy: boolean;
  readonly showsAll: boolean;
}

/** What a page keeps of itself over a reload. */
export interface Kept {
  readonly version?: number;
  readonly against?: number;
  readonly metrics?: readonly string[];
  readonly asTable?: boolean;
  readonly comment?: string;
}

export const readKept: Reader<Kept> = object<Kept>({
  version: optional(integer) as Reader<number>,
  against: optional(integer) as Reader<number>,
  metrics: optional(list(string)) as Reader<string[]>,
  asTable: optional(boolean) as Reader<boolean>,
  comment: optional(string) as Reader<string>,
});

export function keptOf({ version, against, metrics, asTable, comment }: State): Kept {
  return {
    asTable,
    comment,
    ...(version !== undefined && { version }),
    ...(against !== undefined && { against }),
    ...(metrics !== undefined && { metrics }),
  };
}

/** The chosen version, or the newest when that one is gone. */
export function chosenOf({ detail, version }: State): VersionDetail | undefined {
  return detail.versions.find((each) => each.version === version) ?? detail.versions[0];
}

/** What is in Production; for that one itself, and where nothing is, the version before. */
export function referenceOf(state: State): VersionDetail | undefined {
  const chosen = chosenOf(state);
  const { versions } = state.detail;
  if (chosen === undefined) return undefined;
  const asked = versions.find((each) => each.version === state.against && each !== chosen);
  const inProduction = versions.find((each) => each.stage === "Production" && each !== chosen);
  return (
    asked ??
    inProduction ??
    versions.find((each) => each.version < chosen.version) ??
    versions.find((each) => each !== chosen)
  );
}

export function metricOf(version: VersionDetail | undefined, key: string): number | undefined {
  return version?.metrics.find((each) => each.key === key)?.value;
}
