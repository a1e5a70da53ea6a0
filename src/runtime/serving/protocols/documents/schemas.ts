import type { Label, ModelFacts } from "../../modelFacts";
import type { TensorType } from "../../tensors";
import { datatypes } from "../datatypes";
import { type FieldKind, type FormField, formRow } from "./formFields";

export type Schema = Readonly<Record<string, unknown>>;

/** What bodies look like, by the names under which the document refers to them. */
export function schemasOf(model: ModelFacts): Record<string, Schema> {
  return { ...requestSchemas(model), ...answerSchemas(model), ...v2Schemas(model), ...errorSchemas() };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function requestSchemas(model: ModelFacts): Record<string, Schema> {
  const { isNamed, fields } = formRow(model, undefined);
  const list: Schema =
    fields.length === 0
      ? { type: "array" }
      : {
          type: "array",
          prefixItems: fields.map((field) => fieldSchema(field)),
          minItems: fields.length,
          maxItems: fields.length,
        };
  const named: Schema = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
  const row = isNamed ? { oneOf: [named, list] } : list;
  const columns = isNamed
    ? {
        ...named,
        properties: Object.fromEntries(
          fields.map((field) => [field.name, { type: "array", items: fieldSchema(field), minItems: 1 }]),
        ),
      }
    : { type: ["object", "array"] };
  const object = (property: string, schema: Schema): Schema => ({
    type: "object",
    properties: { [property]: schema },
    required: [property],
  });
  return {
    Row: row,
    OneRow: object("features", ref("Row")),
    ManyRows: object("instances", { type: "array", items: ref("Row"), minItems: 1 }),
    Columns: object("inputs", columns),
  };
}

const schemaTypes: Readonly<Record<FieldKind, string>> = {
  number: "number",
  whole: "integer",
  text: "string",
  truth: "boolean",
  list: "array",
};

function fieldSchema({ name, kind, type, isRequired }: FormField): Schema {
  const base = schemaTypes[kind];
  return { title: name, type: isRequired ? base : [base, "null"], description: type };
}

function answerSchemas({ classes, probabilities, outputs, prediction }: ModelFacts): Record<string, Schema> {
  const value = predictionSchema(outputs[prediction]?.type, classes);
  const shares: Schema = {
    type: "array",
    items: { type: ["number", "null"] },
    ...(classes && { description: inOrder(classes) }),
  };
  const rest = { model_version: { type: "string" }, request_id: { type: "string" } };
  const has = probabilities !== undefined;
  return {
    Prediction: {
      type: "object",
      properties: { prediction: value, ...(has && { probabilities: shares }), ...rest },
      required: ["prediction", "model_version", "request_id"],
    },
    Predictions: {
      type: "object",
      properties: {
        predictions: { type: "array", items: value },
        ...(has && { probabilities: { type: "array", items: shares } }),
        ...rest,
      },
      required: ["predictions", "model_version", "request_id"],
    },
  };
}

function inOrder(classes: readonly Label[]): string {
  return `In the order of the classes: ${classes.join(", ")}`;
}

function predictionSchema(type: TensorType | undefined, classes: readonly Label[] | undefined): Schema {
  if (classes !== undefined && classes.length > 0) return { enum: classes };
  if (type === "string") return { type: "string" };
  if (type === "bool") return { type: "boolean" };
  return /^u?int/.test(type ?? "") ? { type: "integer" } : { type: ["number", "array", "null"] };
}

function v2Schemas({ inputs, outputs, classes, probabilities }: ModelFacts): Record<string, Schema> {
  const tensor = ({ name, type, shape }: ModelFacts["inputs"][number]): Schema => ({
    type: "object",
    description: `Shape [${shape.map((size) => size ?? -1).join(", ")}]`,
    properties: {
      name: { const: name },
      datatype: { const: datatypes[type] },
      shape: { type: "array", items: { type: "integer", minimum: 0 }, minItems: shape.length, maxItems: shape.length },
      data: { type: "array" },
      parameters: { type: "object" },
    },
    required: ["name", "datatype", "shape"],
  });
  return {
    InferRequest: {
      type: "object",
      properties: {
        id: { type: "string" },
        inputs: {
          type: "array",
          items: { oneOf: inputs.map(tensor) },
          minItems: inputs.length,
          maxItems: inputs.length,
        },
        outputs: {
          type: "array",
          items: {
            type: "object",
            properties: { name: { enum: outputs.map(({ name }) => name) } },
            required: ["name"],
          },
        },
        parameters: { type: "object" },
      },
      required: ["inputs"],
    },
    InferResponse: {
      type: "object",
      properties: {
        model_name: { type: "string" },
        model_version: { type: "string" },
        id: { type: "string" },
        outputs: {
          type: "array",
          items: {
            oneOf: outputs.map((each, i) => {
              const schema = tensor(each);
              if (!classes || i !== probabilities) return schema;
              return { ...schema, description: `${schema.description}. ${inOrder(classes)}` };
            }),
          },
        },
      },
      required: ["model_name", "outputs"],
    },
  };
}

function errorSchemas(): Record<string, Schema> {
  const texts = (...names: string[]): Schema => ({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    required: names.slice(0, 1),
  });
  return {
    Refusal: texts("detail", "request_id"),
    V2Error: texts("error"),
    MlflowError: texts("error_code", "message", "sqlstate", "error_class"),
  };
}
