import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import { fillColumns } from "./fillColumns";
import { fillRows } from "./fillRows";
import type { Protocol } from "./protocol";
import { isObject, type Json, type JsonObject, readJson, tell } from "./readJson";
import { topFields } from "./topFields";
import { rowText, tensorText } from "./writeTensor";

const json = { "content-type": "application/json" };
const reading = { fromText: false, onlyNumbers: true } as const;

/** `:predict` of TensorFlow Serving, which KServe calls V1: rows in, rows out, or columns in, columns out. */
export const v1Protocol: Protocol = {
  name: "v1",

  read(body) {
    const fields = readJson(body);
    if (!isObject(fields))
      throw new Refusal(400, `Expected {"instances": [...]} or {"inputs": ...}, got ${tell(fields)}`);
    return { fields: topFields(fields), content: fields };
  },

  ask({ content }, model) {
    const fields = content as JsonObject;
    if (fields.has("instances") === fields.has("inputs"))
      throw new Refusal(400, 'Expected "instances" (rows) or "inputs" (columns), and one of them alone');
    const field = fields.has("instances") ? "instances" : "inputs";
    const value = fields.get(field) as Json;
    const given = { model, field, reading };
    const { inputs, rows } = field === "inputs" && isObject(value) ? fillColumns(value, given) : fillRows(value, given);
    return { inputs, rows, form: field };
  },

  answer({ form, rows }, outputs, { model }) {
    const body =
      form === "inputs"
        ? `{"outputs":${columnsText(model.outputs, outputs)}}`
        : `{"predictions":${rowsText(model.outputs, outputs, rows)}}`;
    return { status: 200, headers: json, body };
  },

  refuse({ status, message }) {
    return { status: status === 422 ? 400 : status, headers: json, body: JSON.stringify({ error: message }) };
  },
};

type Named = readonly { readonly name: string }[];

function columnsText(names: Named, outputs: readonly Tensor[]): string {
  if (outputs.length === 1) return tensorText(outputs[0] as Tensor);
  return `{${outputs.map((each, i) => `${JSON.stringify(names[i]?.name)}:${tensorText(each)}`).join(",")}}`;
}

function rowsText(names: Named, outputs: readonly Tensor[], rows: number): string {
  const [only] = outputs;
  if (only !== undefined && outputs.length === 1) return tensorText(only);
  const keys = names.map(({ name }) => JSON.stringify(name));
  let text = "[";
  for (let row = 0; row < rows; row++) {
    text += row === 0 ? "{" : ",{";
    for (let i = 0; i < outputs.length; i++)
      text += `${i === 0 ? "" : ","}${keys[i]}:${rowText(outputs[i] as Tensor, row)}`;
    text += "}";
  }
  return `${text}]`;
}
