import type { FileResult } from "../compare/gather";

/** What dvc tells of a commit or of the workspace (`dvc exp show --json`), in its words. */
export interface StateData {
  readonly rev: string;
  /** Local time without its zone; null of the workspace. */
  readonly timestamp: string | null;
  readonly params: Readonly<Record<string, FileResult>>;
  readonly metrics: Readonly<Record<string, FileResult>>;
  readonly deps: Readonly<Record<string, DepState>>;
  readonly outs: Readonly<Record<string, OutState>>;
  readonly meta: Readonly<Record<string, never>>;
}

export interface DepState {
  readonly hash: string | null;
  readonly size: number | null;
  readonly nfiles: number | null;
}

export interface OutState extends DepState {
  readonly use_cache: boolean;
  readonly is_data_source: boolean;
}

export interface State {
  readonly rev: string;
  readonly name: string | null;
  readonly data: StateData | null;
  readonly error: { readonly msg: string; readonly type: string } | null;
  readonly experiments: readonly Range[] | null;
}

/** An experiment: its commit, before it a chain of earlier ones where a version of dvc before 3 left some. */
export interface Range {
  readonly revs: readonly State[];
  readonly executor: Executor | null;
  readonly name: string | null;
}

export interface Executor {
  readonly state: "success" | "queued" | "running" | "failed";
  readonly name: string | null;
  readonly local: {
    readonly root: string | null;
    readonly log: string | null;
    readonly pid: number | null;
    readonly returncode: number | null;
    readonly task_id: string | null;
  } | null;
}

/** A commit's time as dvc writes it. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
