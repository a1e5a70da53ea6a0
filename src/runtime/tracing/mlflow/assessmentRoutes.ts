import { invalid } from "../../../shared/apiError";
import { list, object, optional, type Reader, string } from "../../../shared/readers";
import { ok, okText, type Request, type Route } from "../../kernel/http/route";
import { assessmentInput, assessmentValue, printAssessment } from "../assessmentJson";
import type { AssessmentChange } from "../assessments";
import { texts } from "../bodies";
import type { Tracing } from "../tracing";
import { idOf } from "./traceRoutes";

const anything: Reader<unknown> = (value) => value;
const readCreate = object({ assessment: assessmentInput });
const readFields = object({ assessment_name: optional(string, ""), rationale: optional(string, ""), metadata: texts });

/** A FieldMask: paths in a list, or as protobuf prints it, one text with commas and camel case. */
const readMask: Reader<string[]> = (mask, at) => {
  const paths =
    typeof mask === "string" ? mask.split(",") : object({ paths: optional(list(string), []) })(mask, at).paths;
  return paths
    .filter((path) => path !== "")
    .map((path) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
};
const readUpdate = object({ assessment: anything, update_mask: readMask });

export function assessmentRoutes({ assessments }: Tracing): Route[] {
  const one = "/api/3.0/mlflow/traces/{trace_id}/assessments/{assessment_id}";
  return [
    {
      method: "POST",
      path: "/api/3.0/mlflow/traces/{trace_id}/assessments",
      async handle({ params, body }) {
        const id = idOf(params);
        return ok({ assessment: printAssessment(id, await assessments.create(id, readCreate(body, "").assessment)) });
      },
    },
    {
      method: "GET",
      path: one,
      handle({ params }) {
        const id = idOf(params);
        return ok({ assessment: printAssessment(id, assessments.get(id, assessmentOf(params))) });
      },
    },
    {
      method: "PATCH",
      path: one,
      async handle({ params, body }) {
        const id = idOf(params);
        const updated = await assessments.update(id, assessmentOf(params), changeOf(body));
        return ok({ assessment: printAssessment(id, updated) });
      },
    },
    {
      method: "DELETE",
      path: one,
      async handle({ params }) {
        await assessments.delete(idOf(params), assessmentOf(params));
        return okText("{}");
      },
    },
  ];
}

function assessmentOf(params: Request["params"]): string {
  return params.assessment_id ?? "";
}

/** Only what the mask names changes. */
function changeOf(body: unknown): AssessmentChange {
  const { assessment, update_mask: mask } = readUpdate(body, "");
  const { assessment_name: name, rationale, metadata } = readFields(assessment, "assessment");
  const named = ["feedback", "expectation"].filter((kind) => mask.includes(kind));
  if (named.length > 1) invalid("Cannot specify both `expectation` and `feedback` parameters.");
  const value = named.length === 1 ? assessmentValue(assessment, "assessment") : undefined;
  if (named.length === 1 && value?.kind !== named[0]) invalid(`assessment.${named[0]}: missing`);
  return {
    ...(mask.includes("assessment_name") && { name }),
    ...(value && { value }),
    ...(mask.includes("rationale") && { rationale }),
    ...(mask.includes("metadata") && { metadata }),
  };
}
