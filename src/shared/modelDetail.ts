import {
  type ApprovalSummary,
  type ModelSummary,
  modelFields,
  readApproval,
  type Stage,
  stages,
  type VersionSummary,
  versionFields,
} from "./models";
import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** One model with all that a judgement of its versions rests on: GET /api/tidemark/v1/models/{name}. */

/** What one person last said of a version. */
export interface Verdict {
  readonly actor: string;
  readonly verdict: "approved" | "rejected";
  readonly comment?: string;
  readonly at: number;
}

/** Something that can be shown of a version, such as its model card. */
export interface VersionFact {
  /** As the policy names it: `model card`, `training data`, `metric val_auc`. */
  readonly name: string;
  readonly required: boolean;
  readonly met: boolean;
  /** What there is of it: a file's name, a digest, a value. */
  readonly text?: string;
  /** How many, where it is a number of things: the inputs of a signature. */
  readonly count?: number;
  /** Where the file lies, below the files of the version's run. */
  readonly run_path?: string;
}

export interface VersionDetail extends VersionSummary {
  readonly metrics: readonly { readonly key: string; readonly value: number }[];
  /** Bytes of its files; absent when they are kept elsewhere. */
  readonly size?: number;
  /** The data that its run was trained on. */
  readonly data?: { readonly name: string; readonly digest: string };
  readonly registered_by?: string;
  /** What can load it: `sklearn`, `onnx`. */
  readonly flavors: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly facts: readonly VersionFact[];
}

/** What the workspace's tidemark.yaml asks for before a version may enter a stage. */
export interface Policy {
  readonly approvals: { readonly stage: Stage; readonly needed: number }[];
  readonly required: readonly string[];
  /** Whose word counts; empty: everybody's. */
  readonly approvers: readonly string[];
  /** Which versions may answer requests. `approved`: those that somebody approved and that lack nothing for Production. */
  readonly serve: "any" | "approved";
  /** What is wrong with the file; until it is mended, nothing enters Production. */
  readonly problem?: string;
}

export interface ModelDetail extends Omit<ModelSummary, "versions"> {
  readonly policy: Policy;
  /** Who has changed it, the most recent first. */
  readonly people: readonly string[];
  /** The version that rolling back would bring to Production. */
  readonly previous?: number;
  /** Newest first. */
  readonly versions: readonly VersionDetail[];
}

/** What a promotion or a rollback did. */
export interface Moved {
  readonly name: string;
  readonly version: number;
  readonly stage: Stage;
  readonly aliases: readonly string[];
  /** Versions that made room. */
  readonly archived: readonly number[];
  /** What was missing when it was done all the same. */
  readonly forced: readonly string[];
}

const readVersionDetail = object<VersionDetail>({
  ...versionFields,
  metrics: list(object<VersionDetail["metrics"][number]>({ key: string, value: number })),
  size: optional(integer) as Reader<number>,
  data: optional(object({ name: string, digest: string })) as Reader<{ name: string; digest: string }>,
  registered_by: optional(string) as Reader<string>,
  flavors: list(string),
  verdicts: list(
    object<Verdict>({
      actor: string,
      verdict: oneOf("approved", "rejected"),
      comment: optional(string) as Reader<string>,
      at: integer,
    }),
  ),
  facts: list(
    object<VersionFact>({
      name: string,
      required: boolean,
      met: boolean,
      text: optional(string) as Reader<string>,
      count: optional(integer) as Reader<number>,
      run_path: optional(string) as Reader<string>,
    }),
  ),
});

export const readModelDetail: Reader<ModelDetail> = object<ModelDetail>({
  ...modelFields,
  policy: object<Policy>({
    approvals: list(object<Policy["approvals"][number]>({ stage: oneOf(...stages), needed: integer })),
    required: list(string),
    approvers: list(string),
    serve: oneOf("any", "approved"),
    problem: optional(string) as Reader<string>,
  }),
  people: list(string),
  previous: optional(integer) as Reader<number>,
  versions: list(readVersionDetail),
});

export const readMoved = object<Moved>({
  name: string,
  version: integer,
  stage: oneOf(...stages),
  aliases: list(string),
  archived: list(integer),
  forced: list(string),
});

/** The answer to an approval or a rejection. */
export const readVerdictReply = object<{ approval: ApprovalSummary }>({ approval: readApproval });
