import type { ModelFacts } from "../../modelFacts";
import { layoutOf } from "../layout";
import { exampleFeatures } from "./formFields";
import { ref, type Schema, schemasOf } from "./schemas";

export interface OpenApiOptions {
  /** In paths: that of the model, or of the deployment that it is a variant of. */
  readonly name: string;
  readonly url: string | undefined;
  readonly needsKey: boolean;
  readonly example: readonly unknown[] | undefined;
}

/** An OpenAPI 3.1 document whose schemas name the model's own fields. */
export function openApi(model: ModelFacts, { name, url, needsKey, example }: OpenApiOptions): Schema {
  const path = encodeURIComponent(name);
  return {
    openapi: "3.1.0",
    info: {
      title: name,
      version: model.version,
      description: `Predictions of ${name}, version ${model.version}: an ONNX model, asked in the protocol that you have.`,
    },
    ...(url !== undefined && { servers: [{ url }] }),
    ...(needsKey && { security: [{ bearer: [] }, { apiKey: [] }] }),
    tags: [{ name: "Predictions" }, { name: "Other protocols" }, { name: "About" }],
    paths: {
      "/predict": { post: predictOperation(exampleFeatures(model, example)) },
      "/invocations": { post: invocations(model) },
      [`/v2/models/${path}/infer`]: { post: infer() },
      [`/v1/models/${path}:predict`]: { post: v1Predict() },
      [`/v2/models/${path}`]: { get: plain("Inputs and outputs, as Open Inference has them") },
      [`/v1/models/${path}`]: { get: plain("Whether the model is ready, as V1 has it") },
      "/health": { get: { ...plain("Whether predictions are answered"), responses: health() } },
      "/metrics": { get: { ...plain("Counts and latencies in Prometheus' text format"), responses: plainText() } },
    },
    components: {
      schemas: schemasOf(model),
      ...(needsKey && {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        },
      }),
    },
  };
}

function predictOperation(features: unknown): Schema {
  return {
    operationId: "predict",
    summary: "Predict one row, or many",
    tags: ["Predictions"],
    parameters: [{ name: "X-Request-Id", in: "header", required: false, schema: { type: "string", maxLength: 128 } }],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: { oneOf: [ref("OneRow"), ref("ManyRows"), ref("Columns")] },
          examples: {
            one: { summary: "One row", value: { features } },
            many: { summary: "Many rows", value: { instances: [features] } },
          },
        },
      },
    },
    responses: {
      "200": answer("The prediction", { oneOf: [ref("Prediction"), ref("Predictions")] }),
      "400": answer("The body is no JSON", ref("Refusal")),
      "413": answer("Too large, or too many rows", ref("Refusal")),
      "422": answer("A field is missing, unknown or of another type; the message names it", ref("Refusal")),
      "429": answer("Too many requests wait", ref("Refusal")),
      "503": answer("The model is not up; Retry-After says when to try again", ref("Refusal")),
    },
  };
}

function invocations(model: ModelFacts): Schema {
  const { names } = layoutOf(model);
  return {
    operationId: "invocations",
    summary: "MLflow's scoring protocol",
    tags: ["Other protocols"],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object",
            description: "Exactly one of dataframe_split, dataframe_records, instances and inputs",
            properties: {
              dataframe_split: {
                type: "object",
                properties: {
                  columns: {
                    type: "array",
                    items: { type: "string" },
                    ...(names && { examples: [[...names.keys()]] }),
                  },
                  data: { type: "array", items: { type: "array" } },
                  index: { type: "array" },
                },
                required: ["data"],
              },
              dataframe_records: { type: "array", items: ref("Row") },
              instances: { type: "array" },
              inputs: {},
              params: { type: "object" },
            },
          },
        },
        "text/csv": { schema: { type: "string" } },
        "application/vnd.apache.parquet": { schema: { type: "string", format: "binary" } },
      },
    },
    responses: {
      "200": answer("Every output by its name", {
        type: "object",
        properties: { predictions: { type: "object" } },
        required: ["predictions"],
      }),
      "400": answer("It cannot be read, or does not fit the model", ref("MlflowError")),
      "415": { description: "Another content type" },
    },
  };
}

function infer(): Schema {
  return {
    operationId: "infer",
    summary: "Open Inference (V2), also with binary tensors",
    tags: ["Other protocols"],
    requestBody: { required: true, content: { "application/json": { schema: ref("InferRequest") } } },
    responses: {
      "200": answer("The outputs", ref("InferResponse")),
      "400": answer("It does not fit the model", ref("V2Error")),
      "404": answer("Another model or version", ref("V2Error")),
    },
  };
}

function v1Predict(): Schema {
  return {
    operationId: "v1Predict",
    summary: "V1, as TensorFlow Serving and KServe have it",
    tags: ["Other protocols"],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: { type: "object", properties: { instances: { type: "array" }, inputs: {} } },
        },
      },
    },
    responses: {
      "200": answer("A prediction for each instance", {
        type: "object",
        properties: { predictions: { type: "array" }, outputs: {} },
      }),
      "400": answer("It does not fit the model", ref("V2Error")),
    },
  };
}

function answer(description: string, schema: Schema): Schema {
  return { description, content: { "application/json": { schema } } };
}

function plain(summary: string): Schema {
  return { summary, tags: ["About"], responses: { "200": answer(summary, { type: "object" }) } };
}

function plainText(): Schema {
  return { "200": { description: "The metrics", content: { "text/plain": { schema: { type: "string" } } } } };
}

function health(): Schema {
  return {
    "200": answer("It answers", { type: "object", properties: { status: { const: "healthy" } } }),
    "503": answer("It does not", { type: "object" }),
  };
}
