import type { ModelFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import { fillColumns } from "./fillColumns";
import { type Filled, fillRow, fillRows } from "./fillRows";
import type { Protocol, Read } from "./protocol";
import { isObject, type Json, type JsonObject, readJson, tell } from "./readJson";
import { topFields } from "./topFields";
import { rowText, tensorText, valueText } from "./writeTensor";

const json = { "content-type": "application/json" };
const reading = { fromText: false, onlyNumbers: true } as const;
const forms = ["features", "instances", "inputs"] as const;

/** `/predict`, as guides of FastAPI write it. */
export const predictProtocol: Protocol = {
  name: "predict",

  read(body): Read {
    const fields = readJson(body);
    if (!isObject(fields))
      throw new Refusal(400, `Expected {"features": [...]} or {"instances": [[...]]}, got ${tell(fields)}`);
    return { fields: topFields(fields), content: fields };
  },

  ask({ content }, model) {
    const fields = content as JsonObject;
    const field = onlyForm(fields);
    const { inputs, rows } = fill(field, fields.get(field) as Json, model);
    return { inputs, rows, form: field === "features" };
  },

  answer({ form }, outputs, { model, requestId }) {
    const prediction = outputs[model.prediction] as Tensor;
    const probabilities = model.probabilities === undefined ? undefined : (outputs[model.probabilities] as Tensor);
    const isOne = form as boolean;
    let body = isOne ? `{"prediction":${oneText(prediction, 0)}` : `{"predictions":${manyText(prediction)}`;
    if (probabilities !== undefined)
      body += `,"probabilities":${isOne ? rowText(probabilities, 0) : tensorText(probabilities)}`;
    body += `,"model_version":${JSON.stringify(model.version)},"request_id":${JSON.stringify(requestId)}}`;
    return { status: 200, headers: json, body };
  },

  refuse({ status, message }, { requestId }) {
    return { status, headers: json, body: JSON.stringify({ detail: message, request_id: requestId }) };
  },
};

function onlyForm(fields: JsonObject): (typeof forms)[number] {
  const found = forms.filter((form) => fields.has(form));
  const [form] = found;
  if (form !== undefined && found.length === 1) return form;
  const keys = [...fields.keys()].slice(0, 8).map((key) => `'${key.replace(/\s+/g, " ")}'`);
  const got = found.length > 1 ? found.join(" and ") : keys.length === 0 ? "an empty object" : keys.join(", ");
  throw new Refusal(422, `Expected "features" for one row, or "instances" or "inputs" for many; got ${got}`);
}

function fill(field: (typeof forms)[number], value: Json, model: ModelFacts): Filled {
  if (field === "features") return fillRow(value, { model, field, reading });
  if (field === "inputs" && isObject(value)) return fillColumns(value, { model, field, reading });
  return fillRows(value, { model, field, reading });
}

/** A row of one value is that value. */
function oneText(tensor: Tensor, row: number): string {
  const { type, dims, data } = tensor;
  return data.length === (dims[0] ?? 1) ? valueText(type, data, row) : rowText(tensor, row);
}

function manyText(tensor: Tensor): string {
  const { type, dims, data } = tensor;
  return data.length === dims[0] ? tensorText({ type, dims: [data.length], data }) : tensorText(tensor);
}
