import { type Stage, stages } from "./models";
import { boolean, integer, list, object, oneOf, optional, type Reader, string } from "./readers";
import { type RunStatus, runStatuses } from "./runs";

/** GET /api/tidemark/v1/lineage?run= or ?model=&version= : what a run or a model version came from, and what came of it. */

export const lineageKinds = ["data", "commit", "source", "params", "stage", "run", "logged-model", "version"] as const;
export type LineageKind = (typeof lineageKinds)[number];

export interface LineageNode {
  /** Within one answer. */
  readonly id: string;
  readonly kind: LineageKind;
  readonly title: string;
  /** Of data: the file that says which version it is. Of source, params and stages: the file, below the workspace if it is in it. */
  readonly path?: string;
  readonly line?: number;
  /** Lines that were not committed. */
  readonly changed?: number;
  /** Of data. */
  readonly hash?: string;
  readonly size?: number;
  readonly context?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly run?: string;
  readonly status?: RunStatus;
  /** Of a run: which way it is nested. */
  readonly relation?: "parent" | "child";
  readonly model?: string;
  readonly version?: number;
  readonly stage?: Stage;
  readonly aliases?: readonly string[];
  readonly logged_model?: string;
  /** The one that was asked for. */
  readonly focus?: boolean;
}

/** What stands left became, or went into, what stands right. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
}

export interface Lineage {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  /** How many of a kind were left out because there are too many to show. */
  readonly more: readonly { readonly kind: LineageKind; readonly count: number }[];
}

export const readLineage: Reader<Lineage> = object<Lineage>({
  nodes: list(
    object<LineageNode>({
      id: string,
      kind: oneOf(...lineageKinds),
      title: string,
      path: optional(string) as Reader<string>,
      line: optional(integer) as Reader<number>,
      changed: optional(integer) as Reader<number>,
      hash: optional(string) as Reader<string>,
      size: optional(integer) as Reader<number>,
      context: optional(string) as Reader<string>,
      commit: optional(string) as Reader<string>,
      branch: optional(string) as Reader<string>,
      run: optional(string) as Reader<string>,
      status: optional(oneOf(...runStatuses)) as Reader<RunStatus>,
      relation: optional(oneOf("parent", "child")) as Reader<"parent">,
      model: optional(string) as Reader<string>,
      version: optional(integer) as Reader<number>,
      stage: optional(oneOf(...stages)) as Reader<Stage>,
      aliases: optional(list(string)) as Reader<string[]>,
      logged_model: optional(string) as Reader<string>,
      focus: optional(boolean) as Reader<boolean>,
    }),
  ),
  edges: list(object<LineageEdge>({ from: string, to: string })),
  more: list(object<Lineage["more"][number]>({ kind: oneOf(...lineageKinds), count: integer })),
});
