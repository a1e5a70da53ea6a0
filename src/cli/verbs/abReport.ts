import { formatDate } from "../../shared/format";
import { list, number, object, optional, type Reader, string } from "../../shared/readers";
import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath } from "../deploy/path";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

interface Line {
  readonly metric: string;
  readonly treatment: string;
  readonly difference: number | undefined;
  readonly p_value: number | undefined;
  readonly holm_p_value: number | undefined;
}

const figure: Reader<number | undefined> = (value, at) => (value === null ? undefined : optional(number)(value, at));

const readReport = object<{ advice: string; since: number; metrics: Line[] }>({
  advice: string,
  since: optional(number, 0),
  metrics: list(
    object<Line>({ metric: string, treatment: string, difference: figure, p_value: figure, holm_p_value: figure }),
  ),
});

export const abReport = defineVerb({
  usage: "NAME [--metric M] [--covariate C]",
  about: `What the outcomes that clients sent to /feedback say of a deployment's variants. Differences are treatment minus
control; the first variant is the control. mSPRT's p may be looked at as often as one likes.

Examples:
  tidemark ab report churn --metric bought
  tidemark ab report churn --metric revenue --covariate revenue_before --json`,
  options: {
    metric: { kind: "text", value: "NAME", help: "default: the first that came in" },
    covariate: { kind: "text", value: "NAME", help: "a metric known before the test, for CUPED" },
  },
  words: { least: 1, most: 1 },
  async run({ workspace, words: [name = ""], options, json, out }) {
    const { metric, covariate } = options;
    const asked = new URLSearchParams({ ...(metric && { metric }), ...(covariate && { covariate }) });
    const answer = await askRuntime(workspace, "GET", `${deploymentPath(name, "report")}?${asked}`);
    if (json) out.document(answer as object);
    else {
      const { advice, since, metrics } = readReport(answer, "reply");
      out.print(advice);
      if (since > 0) out.note(`outcomes since ${formatDate(since, { now: Date.now() })}, when these models began`);
      if (metrics.length > 0) writeTable(out, columns, metrics);
    }
    return 0;
  },
});

const shown = (value: number | undefined) => value?.toPrecision(4) ?? "-";

const columns: Column<Line>[] = [
  { title: "metric", text: ({ metric }) => metric },
  { title: "treatment", text: ({ treatment }) => treatment },
  { title: "difference", align: "right", text: ({ difference }) => shown(difference) },
  { title: "p", align: "right", text: ({ p_value }) => shown(p_value) },
  { title: "p (Holm)", align: "right", text: ({ holm_p_value }) => shown(holm_p_value) },
];
