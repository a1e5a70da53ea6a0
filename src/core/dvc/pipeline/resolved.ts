import type { Place } from "../../yaml/placedYaml";
import type { Out } from "../entries";
import type { Value, ValueMap } from "../values";

/** What is wrong with a file, or worth saying of it. */
export interface Fault {
  readonly message: string;
  /** The file, from the project's root. */
  readonly file: string;
  readonly place: Place;
  /** A warning keeps nothing from running. */
  readonly severity: "error" | "warning";
}

/** A dvc.yaml with everything that `${}`, foreach and matrix stand for. Files are named from the project's root, with `/`. */
export interface Pipeline {
  readonly file: string;
  readonly stages: readonly ResolvedStage[];
  /** Groups of foreach and matrix, and stages as they are written, in the order of the file. */
  readonly written: readonly WrittenStage[];
  readonly metrics: readonly PlacedText[];
  readonly params: readonly PlacedText[];
  readonly plots: readonly TopPlot[];
  readonly artifacts: readonly Artifact[];
  readonly datasets: readonly ValueMap[];
  /** `${x}` in the file, with where its value stands. */
  readonly uses: readonly Use[];
  /** Other files that were read for it: params.yaml beside it and what `vars` name. */
  readonly readFiles: readonly string[];
  readonly faults: readonly Fault[];
}

/** A key below `stages`. */
export interface WrittenStage {
  readonly name: string;
  /** Of the key. */
  readonly place: Place;
  readonly kind: "stage" | "foreach" | "matrix";
  /** The stages that come of it. */
  readonly names: readonly string[];
}

export interface ResolvedStage {
  /** `train`, or `group@key` where foreach or matrix made it. */
  readonly name: string;
  readonly group?: string;
  /** How it is spoken of: the name in the root's dvc.yaml, else `path/dvc.yaml:name`. */
  readonly address: string;
  /** The dvc.yaml. */
  readonly file: string;
  /** Of the key of the stage or of its group. */
  readonly place: Place;
  /** Where its commands run and what its paths are relative to, from the project's root; "" is the root itself. */
  readonly wdir: string;
  readonly cmd: string | readonly string[];
  readonly cmdPlace: Place;
  readonly deps: readonly StageDep[];
  readonly params: readonly StageParams[];
  /** Outs, metrics and plots, in dvc's order. */
  readonly outs: readonly StageOut[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly desc?: string;
  readonly meta?: Value;
  /** Values that `${}` took from files: file from the root, then dotted name. */
  readonly vars: Readonly<Record<string, ValueMap>>;
  /** Something in it was written with `${}`, foreach or matrix. */
  readonly isTemplated: boolean;
}

/** A text of the file with its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

export interface StageDep {
  /** As written, after `${}`: what dvc.lock calls it. */
  readonly path: string;
  readonly target: Target;
  readonly place: Place;
}

/** What a path leads to: a file from the project's root (`../x` and `/x` lie outside), or an address elsewhere. */
export type Target =
  | { readonly kind: "local"; readonly path: string }
  /** `s3://…`, `https://…`, `remote://name/…` and `ds://name`. */
  | { readonly kind: "foreign"; readonly url: string };

export interface StageParams {
  /** As written: what dvc.lock calls it. */
  readonly path: string;
  /** From the project's root. */
  readonly file: string;
  /** Dotted; none stands for the whole file. */
  readonly names: readonly string[];
  /** Of each name, or of the file where the whole is meant. */
  readonly places: readonly Place[];
}

export interface StageOut extends Out {
  readonly kind: "out" | "metric" | "plot";
  readonly target: Target;
  readonly place: Place;
  /** template, x, y, x_label, y_label, title, header. */
  readonly plot?: ValueMap;
}

export interface TopPlot {
  /** The path or the name. */
  readonly id: string;
  readonly props: ValueMap;
  readonly place: Place;
}

export interface Artifact {
  readonly name: string;
  readonly path: string;
  readonly desc?: string;
  readonly type?: string;
  readonly labels?: readonly string[];
  readonly meta?: Value;
  readonly place: Place;
}

/** One `${name}`. */
export interface Use {
  readonly name: string;
  readonly place: Place;
  readonly value: Value;
  /** Where the value is written; not known of what a loop inserts, nor in JSON, TOML and Python. */
  readonly source?: { readonly file: string; readonly place?: Place };
}
