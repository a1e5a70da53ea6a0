import type { ModelFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import { fillColumns } from "./fillColumns";
import { type Filled, fillRows } from "./fillRows";
import { unfit } from "./fillTensor";
import { type Frame, readCsvFrame, readParquetFrame } from "./frames";
import type { Protocol, Read } from "./protocol";
import { isList, isObject, type Json, type JsonObject, readJson, tell } from "./readJson";
import { topFields } from "./topFields";
import { mapText, tensorText } from "./writeTensor";

const json = { "content-type": "application/json" };
const text = { "content-type": "text/plain; charset=utf-8" };
// pandas and NumPy take numbers that are written as text
const reading = { fromText: true };

const contentTypes = ["text/csv", "application/json", "application/vnd.apache.parquet"];
const forms = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;
const expected = `The input must be a JSON dictionary with exactly one of the input fields {${forms.map((form) => `'${form}'`).join(", ")}}`;

type Content = { readonly fields: JsonObject } | { readonly frame: Frame };

/** `/invocations`, as MLflow's scoring server takes it. */
export const mlflowProtocol: Protocol = {
  name: "mlflow",

  read(body, headers): Read | Promise<Read> {
    const type = checkContentType(headers["content-type"] ?? "");
    if (type === "text/csv") return frameRead(readCsvFrame(body));
    if (type !== "application/json") return readParquetFrame(body).then(frameRead);
    const fields = readJson(body, { takesNaN: true }); // MLflow's own client writes it for gaps in a frame
    if (!isObject(fields))
      throw new Refusal(
        400,
        `${expected}. Received ${isList(fields) || fields === null || typeof fields !== "object" ? tell(fields) : "a list"}`,
      );
    return { fields: topFields(fields), content: { fields } satisfies Content };
  },

  ask({ content }, model) {
    const given = content as Content;
    const { inputs, rows } = "frame" in given ? fillFrame(given.frame, model) : fillFields(given.fields, model);
    return { inputs, rows, form: undefined };
  },

  answer(_ask, outputs, { model }) {
    let body = '{"predictions":{';
    for (let i = 0; i < outputs.length; i++) {
      const tensor = outputs[i] as Tensor;
      const facts = model.outputs[i];
      const values = facts?.wasMap && model.classes ? mapsText(tensor, model.classes) : tensorText(tensor);
      body += `${i === 0 ? "" : ","}${JSON.stringify(facts?.name)}:${values}`;
    }
    return { status: 200, headers: json, body: `${body}}}` };
  },

  refuse({ status, message }) {
    if (status === 415) return { status, headers: text, body: message };
    const error = errors.get(status);
    return { status: error?.status ?? status, headers: json, body: JSON.stringify({ ...error?.says, message }) };
  },
};

function frameRead(frame: Frame): Read {
  return { fields: undefined, content: { frame } satisfies Content };
}

/** What MLflow answers with each; the rest of its codes have no class. */
const errors: ReadonlyMap<number, { readonly status?: number; readonly says: Readonly<Record<string, string>> }> =
  new Map([
    [400, { says: { error_code: "BAD_REQUEST", sqlstate: "KAM00", error_class: "INVALID_PARAMETER_VALUE" } }],
    [
      422,
      {
        status: 400,
        says: { error_code: "INVALID_PARAMETER_VALUE", sqlstate: "KAM01", error_class: "SCHEMA_ENFORCEMENT_FAILED" },
      },
    ],
    [401, { says: { error_code: "UNAUTHENTICATED" } }],
    [403, { says: { error_code: "PERMISSION_DENIED" } }],
    [404, { says: { error_code: "RESOURCE_DOES_NOT_EXIST" } }],
    [413, { says: { error_code: "BAD_REQUEST" } }],
    [429, { says: { error_code: "REQUEST_LIMIT_EXCEEDED" } }],
    [500, { says: { error_code: "INTERNAL_ERROR" } }],
    [503, { says: { error_code: "TEMPORARILY_UNAVAILABLE" } }],
    [504, { says: { error_code: "TEMPORARILY_UNAVAILABLE" } }],
  ]);

/** MLflow looks at the parameters first, and knows one. */
function checkContentType(header: string): string {
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim());
  const pairs = parameters.map((each) => each.split("=", 2) as [string, string?]);
  const charset = pairs.findLast(([name]) => name === "charset")?.[1] ?? "utf-8";
  if (charset.toLowerCase() !== "utf-8") throw new Refusal(415, "The scoring server only supports UTF-8");
  const unknown = pairs.map(([name]) => name).filter((name) => name !== "charset");
  if (unknown.length > 0) throw new Refusal(415, `Unrecognized content type parameters: ${unknown.join(", ")}.`);
  if (contentTypes.includes(type)) return type;
  const known = contentTypes.map((each) => `'${each}'`).join(", ");
  throw new Refusal(
    415,
    `This predictor only supports the following content types: Types: [${known}]. Got '${header}'.`,
  );
}

function fillFields(fields: JsonObject, model: ModelFacts): Filled {
  const found = forms.filter((form) => fields.has(form));
  const [field] = found;
  if (field === undefined || found.length > 1) {
    const got = [...fields.keys()].slice(0, 12).map((key) => `'${key}'`);
    throw new Refusal(400, `${expected}. Received dictionary with input fields: [${got.join(", ")}]`);
  }
  const value = fields.get(field) as Json;
  const given = { model, field, reading };
  switch (field) {
    case "dataframe_split":
      return fillSplit(value, model);
    case "dataframe_records":
      if (!isList(value) || (value.length > 0 && !isObject(value[0])))
        throw new Refusal(
          400,
          `Dataframe records format must be a list of records. Got ${isList(value) ? tell(value[0]) : tell(value)}.`,
        );
      return fillRows(value, given);
    case "instances":
      return fillRows(value, given);
    case "inputs":
      return isObject(value) ? fillColumns(value, given) : fillRows(value, given);
    default:
      return field satisfies never;
  }
}

function fillSplit(value: Json, model: ModelFacts): Filled {
  if (!isObject(value)) throw new Refusal(400, `Dataframe split format must be a dictionary. Got ${tell(value)}.`);
  const data = value.get("data");
  const others = [...value.keys()].filter((key) => key !== "columns" && key !== "data" && key !== "index");
  if (data === undefined || others.length > 0) {
    const got = [...value.keys()].slice(0, 12).map((key) => `'${key}'`);
    throw new Refusal(
      400,
      `Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. Got {${got.join(", ")}}.`,
    );
  }
  return fillRows(data, { model, field: "dataframe_split.data", names: readNames(value.get("columns")), reading });
}

/** Columns of a frame may be called by numbers, and then their order is meant. */
function readNames(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isList(value)) {
    if (typeof value === "object" && "dims" in value) return undefined;
    throw unfit("dataframe_split.columns", `expected a list of names, got ${tell(value)}`);
  }
  return value.map((name, i) => {
    if (typeof name === "string") return name;
    if (typeof name === "number") return String(name);
    throw unfit(`dataframe_split.columns[${i}]`, `expected text, got ${tell(name)}`);
  });
}

function fillFrame({ names, rows, columns }: Frame, model: ModelFacts): Filled {
  if (columns !== undefined) return fillColumns(columns, { model, field: "columns", reading });
  return fillRows(rows, { model, field: "rows", names, reading });
}

function mapsText(tensor: Tensor, classes: NonNullable<ModelFacts["classes"]>): string {
  let values = "[";
  for (let row = 0; row < (tensor.dims[0] ?? 0); row++)
    values += (row === 0 ? "" : ",") + mapText(tensor, row, classes);
  return `${values}]`;
}
