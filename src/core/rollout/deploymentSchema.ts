import type { GateMetric, Logging, ModelSource, Range, Rule, Step, Test } from "./deployment";
import { anyText, duration, headerName, model, plainName } from "./fileTerms";
import {
  keys,
  list,
  mapped,
  named,
  number,
  oneOf,
  oneOfTable,
  optional,
  required,
  type Shape,
  text,
  truth,
} from "./shape";

/** The file as it is written; `deploymentFile.ts` makes a Deployment of it. */
export interface FileContent {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: FileSpec;
}

export interface FileSpec {
  readonly variants: readonly { readonly name: string; readonly model: ModelSource }[];
  readonly strategy: FileStrategy;
  readonly sticky: { readonly header: string; readonly field: string; readonly salt?: string } | undefined;
  readonly routing: readonly Rule[] | undefined;
  readonly analysis: FileAnalysis | undefined;
  readonly logging: Logging | undefined;
  readonly lowerIsBetter: readonly string[];
}

export interface FileStrategy {
  readonly canary?: { readonly stable: string; readonly canary: string; readonly steps: readonly Step[] };
  readonly ab?: { readonly weights: readonly (readonly [string, number])[] };
  readonly shadow?: { readonly active: string; readonly mirror: string; readonly mirrorPercentage: number };
  readonly blueGreen?: {
    readonly active: string;
    readonly preview: string;
    readonly autoPromotionEnabled: boolean;
    readonly autoPromotionSeconds: number;
  };
}

export interface FileAnalysis {
  readonly interval: number;
  readonly failureLimit: number;
  readonly minRequests: number;
  readonly metrics: readonly FileGate[];
}

export interface FileGate {
  readonly name?: GateMetric;
  readonly feedback?: string;
  readonly minOutcomes: number;
  readonly thresholdRange?: Range;
  readonly ratioToStable?: Range;
}

const percent = number("a percentage from 0 to 100", { min: 0, max: 100 });
const ofVariant = plainName;

const step: Shape<Step> = mapped(
  keys<{ setWeight?: number; pause?: { duration?: number } }>(
    {
      setWeight: optional(percent, "Percent of the requests that the canary gets from here on."),
      pause: optional(
        keys<{ duration?: number }>({ duration: optional(duration, "How long. Left out: until `deploy promote`.") }),
        "Time before the next step. `{}` waits until somebody promotes.",
      ),
    },
    { of: ["setWeight", "pause"], exactly: true },
  ),
  ({ setWeight, pause }): Step =>
    setWeight === undefined ? { kind: "pause", duration: pause?.duration } : { kind: "setWeight", weight: setWeight },
);

const strategy = keys<FileStrategy>(
  {
    canary: optional(
      keys<NonNullable<FileStrategy["canary"]>>({
        stable: required(ofVariant, "The variant that has the traffic now."),
        canary: required(ofVariant, "The variant that is to take it over."),
        steps: required(list(step, 1), "One after the other; after the last one the canary has all traffic."),
      }),
      "A new variant takes the traffic over in steps, and gives it back when a gate says no.",
    ),
    ab: optional(
      keys<NonNullable<FileStrategy["ab"]>>({
        weights: required(named(percent, "a weight for each variant"), "Percent by variant; together 100."),
      }),
      "Variants side by side, to be compared by `ab report`; the first variant is the control.",
    ),
    shadow: optional(
      keys<NonNullable<FileStrategy["shadow"]>>({
        active: required(ofVariant, "The variant that answers."),
        mirror: required(ofVariant, "The variant that gets copies of the requests and never answers."),
        mirrorPercentage: optional(percent, "Percent of the requests that are copied.", 100),
      }),
      "A variant sees real requests without answering them.",
    ),
    blueGreen: optional(
      keys<NonNullable<FileStrategy["blueGreen"]>>({
        active: required(ofVariant, "The variant that has the traffic now."),
        preview: required(ofVariant, "The variant that takes it over at once."),
        autoPromotionEnabled: optional(truth, "Whether the preview takes over by itself.", false),
        autoPromotionSeconds: optional(number("a number of seconds", { min: 0 }), "Time before it does.", 0),
      }),
      "All traffic moves at once, and back at once.",
    ),
  },
  { of: ["canary", "ab", "shadow", "blueGreen"], exactly: true },
);

const test: Shape<Test> = mapped(
  keys<{ exact?: string; prefix?: string; oneOf?: readonly string[]; present?: boolean }>(
    {
      exact: optional(textOrTruth(), "The whole value."),
      prefix: optional(anyText, "How the value begins."),
      oneOf: optional(list(textOrTruth(), 1), "One of these values."),
      present: optional(truth, "Whether it is there at all."),
    },
    { of: ["exact", "prefix", "oneOf", "present"], exactly: true },
  ),
  (read): Test => {
    if (read.exact !== undefined) return { kind: "exact", value: read.exact };
    if (read.prefix !== undefined) return { kind: "prefix", value: read.prefix };
    if (read.oneOf !== undefined) return { kind: "oneOf", values: read.oneOf };
    return { kind: "present", value: read.present ?? true };
  },
);

/** A value that a field may have: `true` is as good as text. */
function textOrTruth(): Shape<string> {
  const plain = text("a value", (written) => written);
  return {
    read: (value, at, notes) =>
      value.kind === "value" && typeof value.value === "boolean" ? value.written : plain.read(value, at, notes),
    schema: { type: ["string", "number", "boolean"] },
  };
}

const rule: Shape<Rule> = mapped(
  keys<{
    variant: string;
    match: {
      headers?: readonly (readonly [string, Test])[];
      fields?: readonly (readonly [string, Test])[];
    };
  }>({
    match: required(
      keys(
        {
          headers: optional(named(test, "a test for each header"), "By the name of a header; all have to be met."),
          fields: optional(
            named(test, "a test for each field"),
            "By a field at the top of a JSON body; all have to be met.",
          ),
        },
        { of: ["headers", "fields"], exactly: false },
      ),
      "What a request has to be like.",
    ),
    variant: required(ofVariant, "The variant that answers such a request."),
  }),
  ({ variant, match }) => ({
    variant,
    conditions: [
      ...(match.headers ?? []).map(([name, by]) => ({ of: "header" as const, name: name.toLowerCase(), test: by })),
      ...(match.fields ?? []).map(([name, by]) => ({ of: "field" as const, name, test: by })),
    ],
  }),
);

const range = keys<Range>(
  { min: optional(number("a number"), "The least."), max: optional(number("a number"), "The most.") },
  { of: ["min", "max"], exactly: false },
);

/** What the gateway measures by itself. */
export const gateMetrics: Readonly<Record<string, GateMetric>> = {
  "error-rate": { kind: "error-rate" },
  "latency-p50-ms": { kind: "latency", quantile: 0.5, name: "latency-p50-ms" },
  "latency-p95-ms": { kind: "latency", quantile: 0.95, name: "latency-p95-ms" },
  "latency-p99-ms": { kind: "latency", quantile: 0.99, name: "latency-p99-ms" },
  "prediction-drift-psi": { kind: "drift", statistic: "psi" },
  "prediction-drift-ks": { kind: "drift", statistic: "ks" },
};

const gate = keys<FileGate>(
  {
    name: optional(
      oneOfTable(gateMetrics, "; an outcome that comes in by POST /feedback is written as feedback: NAME"),
      "What is measured: the share of failed requests, a latency in ms, or how far the predictions are from the stable variant's (Population Stability Index, or the Kolmogorov-Smirnov distance).",
    ),
    feedback: optional(anyText, "Or a metric of POST /feedback, of which the mean is taken."),
    minOutcomes: optional(
      number("a whole number from 1", { min: 1, isWhole: true }),
      "Outcomes of a feedback metric below which it is not judged.",
      30,
    ),
    thresholdRange: optional(range, "Where the value has to lie."),
    ratioToStable: optional(range, "Where the value divided by the stable variant's has to lie."),
  },
  { of: ["name", "feedback"], exactly: true },
);

const analysis = keys<FileAnalysis>({
  interval: optional(duration, "Time from look to look.", 30_000),
  failureLimit: optional(
    number("a whole number from 0", { min: 0, isWhole: true }),
    "This many failed looks give all traffic back; 0 is as good as 1.",
    1,
  ),
  minRequests: optional(
    number("a whole number from 0", { min: 0, isWhole: true }),
    "Requests since the step began below which nothing is judged and nothing promoted.",
    100,
  ),
  metrics: optional(list(gate), "What has to be in order.", []),
});

const logging = keys<Logging>({
  predictions: required(percent, "Percent of the requests whose predictions are kept under .tidemark/predictions."),
  redact: optional(list(anyText), "Columns whose values are not written.", []),
});

export const deploymentShape: Shape<FileContent> = keys<FileContent>({
  apiVersion: required(oneOf("tidemark/v1"), "The version of this format."),
  kind: required(oneOf("Deployment"), "What this file is."),
  metadata: required(keys({ name: required(plainName, "The deployment's name, also in addresses.") }), "Its name."),
  spec: required(
    keys<FileSpec>({
      variants: required(
        list(
          keys({
            name: required(plainName, "The variant's name."),
            model: required(model, "What it serves."),
          }),
          1,
        ),
        "The models that answer.",
      ),
      strategy: required(strategy, "How requests are shared; exactly one."),
      sticky: optional(
        keys<NonNullable<FileSpec["sticky"]>>({
          header: optional(headerName, "The header that holds a user's id.", "x-user-id"),
          field: optional(anyText, "The field at the top of a JSON body that holds it otherwise.", "user_id"),
          salt: optional(anyText, "Other salts share users out in other ways. The deployment's name unless said."),
        }),
        "How a user stays with a variant.",
      ),
      routing: optional(
        list(rule),
        "Requests that go to a variant whatever the weights; the first rule that is met decides.",
      ),
      analysis: optional(analysis, "What a variant has to fulfil to go on."),
      logging: optional(logging, "Which predictions are kept, to be joined with what POST /feedback says of them."),
      lowerIsBetter: optional(list(anyText), "Metrics of POST /feedback of which less is better, for `ab report`.", []),
    }),
    "What runs.",
  ),
});

/** The JSON Schema of a deployment file, for editors. */
export function deploymentJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Tidemark deployment",
    ...deploymentShape.schema,
  };
}
