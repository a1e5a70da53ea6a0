import type { InputFacts, ModelFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import { readBinary, writeBinary } from "./binaryTensors";
import { datatypes } from "./datatypes";
import { fillDeclared, tellDims, unfit } from "./fillTensor";
import type { Answer, Protocol } from "./protocol";
import { isBlock, isList, isObject, type Json, type JsonObject, readJson, tell } from "./readJson";
import { topFields } from "./topFields";
import { listText } from "./writeTensor";

const json = { "content-type": "application/json" };
const headerLength = "inference-header-content-length";

interface Content {
  readonly fields: JsonObject;
  /** What follows the JSON. */
  readonly raw: Uint8Array;
}

interface Form {
  readonly id: string | undefined;
  /** Places among the model's outputs, in the order of the answer. */
  readonly outputs: readonly { readonly at: number; readonly isBinary: boolean }[];
}

/** Open Inference, with the binary tensors of Triton. */
export const v2Protocol: Protocol = {
  name: "v2",

  read(body, headers) {
    const length = jsonLength(headers[headerLength], body.length);
    const fields = readJson(length === undefined ? body : body.subarray(0, length));
    if (!isObject(fields)) throw new Refusal(400, `Expected an object with "inputs", got ${tell(fields)}`);
    const raw = body.subarray(length ?? body.length);
    return { fields: topFields(fields), content: { fields, raw } satisfies Content };
  },

  ask({ content }, model) {
    const { fields, raw } = content as Content;
    const inputs = readInputs(fields, raw, model);
    const form: Form = { id: readId(fields), outputs: readOutputs(fields, model) };
    return { inputs, rows: inputs[0]?.dims[0] ?? 1, form };
  },

  answer({ form }, outputs, { model, requestId }): Answer {
    const { id, outputs: asked } = form as Form;
    const raw: Uint8Array[] = [];
    let text = `{"model_name":${JSON.stringify(model.name)},"model_version":${JSON.stringify(model.version)},"id":${JSON.stringify(id ?? requestId)},"outputs":[`;
    for (let i = 0; i < asked.length; i++) {
      const { at, isBinary } = asked[i] as Form["outputs"][number];
      const { type, dims, data } = outputs[at] as Tensor;
      text += `${i === 0 ? "" : ","}{"name":${JSON.stringify(model.outputs[at]?.name)},"datatype":"${datatypes[type]}","shape":[${dims.join(",")}]`;
      if (isBinary) {
        const bytes = writeBinary(type, data);
        raw.push(bytes);
        text += `,"parameters":{"binary_data_size":${bytes.length}}}`;
      } else text += `,"data":${listText(type, data, 0, data.length)}}`;
    }
    text += "]}";
    if (raw.length === 0) return { status: 200, headers: json, body: text };
    const head = Buffer.from(text);
    const headers = {
      "content-type": "application/octet-stream",
      "Inference-Header-Content-Length": String(head.length),
    };
    return { status: 200, headers, body: Buffer.concat([head, ...raw]) };
  },

  refuse({ status, message }) {
    return { status: status === 422 ? 400 : status, headers: json, body: JSON.stringify({ error: message }) };
  },
};

function jsonLength(header: string | string[] | undefined, all: number): number | undefined {
  if (header === undefined) return undefined;
  const length = typeof header === "string" && /^\d+$/.test(header) ? Number(header) : Number.NaN;
  if (!(length <= all))
    throw new Refusal(400, `Inference-Header-Content-Length '${header}': the body has ${all} bytes, its JSON no more`);
  return length;
}

function readId(fields: JsonObject): string | undefined {
  const id = fields.get("id");
  if (id === undefined || id === null || id === "") return undefined;
  if (typeof id !== "string") throw unfit("id", `expected text, got ${tell(id)}`);
  return id;
}

function readInputs(fields: JsonObject, raw: Uint8Array, model: ModelFacts): Tensor[] {
  const given = fields.get("inputs");
  if (!isList(given)) throw unfit("inputs", `expected a list of tensors, got ${tell(given)}`);
  const tensors = new Array<Tensor | undefined>(model.inputs.length).fill(undefined);
  let at = 0;
  for (const [i, each] of given.entries()) {
    const place = `inputs[${i}]`;
    if (!isObject(each)) throw unfit(place, `expected an object, got ${tell(each)}`);
    const name = each.get("name");
    if (typeof name !== "string") throw unfit(`${place}.name`, `expected text, got ${tell(name)}`);
    const index = model.inputs.findIndex((input) => input.name === name);
    const input = model.inputs[index];
    if (input === undefined) throw unfit(place, `unknown input '${name}'; the model takes ${tellInputs(model)}`);
    if (tensors[index] !== undefined) throw unfit(place, `input '${name}' is there twice`);
    const dims = readShape(each.get("shape"), input);
    const datatype = each.get("datatype");
    const wanted = datatypes[input.type];
    if (datatype !== wanted)
      throw unfit(
        `input '${name}'`,
        `expected datatype ${wanted}, got ${typeof datatype === "string" ? datatype : tell(datatype)}`,
      );
    const size = binarySize(each, name);
    if (size === undefined)
      tensors[index] = fillDeclared(each.get("data") ?? null, input.type, dims, `input '${name}'`);
    else {
      if (at + size > raw.length)
        throw unfit(
          `input '${name}'`,
          `binary_data_size is ${size}, but ${raw.length - at} bytes are left of the body`,
        );
      tensors[index] = readBinary(raw.subarray(at, at + size), input.type, dims, `input '${name}'`);
      at += size;
    }
  }
  if (at !== raw.length) throw unfit("", `${raw.length - at} bytes follow the last binary tensor`);
  const missing = model.inputs.filter((_, i) => tensors[i] === undefined).map(({ name }) => `'${name}'`);
  if (missing.length > 0)
    throw unfit("inputs", `missing input ${missing.join(", ")}; the model takes ${tellInputs(model)}`);
  const [first, ...others] = tensors as Tensor[];
  const odd = others.find(({ dims }) => dims[0] !== first?.dims[0]);
  if (odd && model.inputs.every(({ shape }) => shape.length > 0 && shape[0] === undefined))
    throw unfit("inputs", `they differ in rows: ${first?.dims[0]} and ${odd.dims[0]}`);
  return tensors as Tensor[];
}

function tellInputs({ inputs }: ModelFacts): string {
  return inputs
    .map(({ name, type, shape }) => `'${name}' ${datatypes[type]} ${tellDims(shape.map((size) => size ?? -1))}`)
    .join(", ");
}

function readShape(value: Json | undefined, { name, shape }: InputFacts): readonly number[] {
  const place = `input '${name}'`;
  const dims =
    isBlock(value) && value.dims.length === 1
      ? Array.from(value.values)
      : isList(value) && value.length === 0
        ? []
        : undefined;
  if (dims === undefined || !dims.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw unfit(`${place}.shape`, `expected a list of sizes, got ${tell(value)}`);
  const fits = dims.length === shape.length && shape.every((size, i) => size === undefined || size === dims[i]);
  // a model that says nothing of its shape takes any
  if (!fits && shape.length > 0)
    throw unfit(
      place,
      `expected shape ${tellDims(shape.map((size) => size ?? -1))}, got ${tellDims(dims)}${featuresFault(dims, shape)}`,
    );
  if (dims[0] === 0) throw unfit(place, "expected at least one row, got none");
  return dims;
}

/** Where the rows are right and their length is not. */
function featuresFault(dims: readonly number[], shape: InputFacts["shape"]): string {
  const [, wanted] = shape;
  if (dims.length !== 2 || shape.length !== 2 || wanted === undefined || dims[1] === wanted) return "";
  return `: expected ${wanted} features, got ${dims[1]}`;
}

function binarySize(fields: JsonObject, name: string): number | undefined {
  const parameters = fields.get("parameters");
  const size = isObject(parameters) ? parameters.get("binary_data_size") : undefined;
  if (size === undefined) return undefined;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw unfit(`input '${name}'`, `binary_data_size: expected a number of bytes, got ${tell(size)}`);
  if (fields.has("data")) throw unfit(`input '${name}'`, "has data and binary_data_size; send one of them");
  return size;
}

function readOutputs(fields: JsonObject, model: ModelFacts): Form["outputs"] {
  const all = flag(fields, "binary_data_output") ?? false;
  const given = fields.get("outputs");
  if (given === undefined || given === null || (isList(given) && given.length === 0))
    return model.outputs.map((_, at) => ({ at, isBinary: all }));
  if (!isList(given)) throw unfit("outputs", `expected a list, got ${tell(given)}`);
  return given.map((each, i) => {
    const name = isObject(each) ? each.get("name") : undefined;
    if (!isObject(each) || typeof name !== "string") throw unfit(`outputs[${i}]`, 'expected an object with "name"');
    const at = model.outputs.findIndex((output) => output.name === name);
    if (at < 0)
      throw unfit(
        `outputs[${i}]`,
        `unknown output '${name}'; the model has ${model.outputs.map((output) => `'${output.name}'`).join(", ")}`,
      );
    return { at, isBinary: flag(each, "binary_data") ?? all };
  });
}

function flag(fields: JsonObject, name: string): boolean | undefined {
  const parameters = fields.get("parameters");
  const value = isObject(parameters) ? parameters.get(name) : undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw unfit(`parameters.${name}`, `expected true or false, got ${tell(value)}`);
}
