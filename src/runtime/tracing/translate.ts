import { type Convention, conventions } from "./conventions";
import { plain, type SpanDoc, spanAttribute, textOf } from "./spanDoc";
import { own, type Texts } from "./traceDoc";

/** Gives a span that does not come from MLflow's client the attributes that MLflow's readers look for; never replaces one. */
export function translate(span: SpanDoc): SpanDoc {
  let attributes = span.attributes;
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined && !Object.hasOwn(attributes, key)) attributes = { ...attributes, [key]: value };
  };
  const type = textOf(own(attributes, spanAttribute.type));
  const kind = type === undefined || type === "UNKNOWN" ? kindOf(attributes) : undefined;
  if (kind !== undefined) attributes = { ...attributes, [spanAttribute.type]: JSON.stringify(kind) };
  add(spanAttribute.inputs, first(attributes, "inputs"));
  add(spanAttribute.outputs, first(attributes, "outputs"));
  add(spanAttribute.usage, usageOf(attributes));
  add(spanAttribute.tools, first(attributes, "tools"));
  add(spanAttribute.model, first(attributes, "models") ?? modelWithin(attributes));
  add(spanAttribute.provider, providerOf(attributes));
  return attributes === span.attributes ? span : { ...span, attributes };
}

function kindOf(attributes: Texts): string | undefined {
  for (const { kind, kinds } of conventions) {
    const said = kind === undefined ? undefined : textOf(own(attributes, kind));
    const found = said !== undefined && kinds && Object.hasOwn(kinds, said) ? kinds[said] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function first(attributes: Texts, what: "inputs" | "outputs" | "models" | "tools"): string | undefined {
  for (const convention of conventions)
    for (const key of convention[what] ?? []) {
      const found = typeof key === "string" ? said(attributes, key) : saidLike(attributes, key);
      if (found !== undefined) return found;
    }
  return undefined;
}

function providerOf(attributes: Texts): string | undefined {
  for (const { provider } of conventions) {
    const found = provider === undefined ? undefined : said(attributes, provider);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value, unless it says nothing: null, "", 0, false, {} or []. */
function said(attributes: Texts, key: string): string | undefined {
  const json = own(attributes, key);
  return json === undefined || /^(?:null|""|0|0\.0|false|\{\}|\[\])$/.test(json) ? undefined : json;
}

function saidLike(attributes: Texts, pattern: RegExp): string | undefined {
  const key = Object.keys(attributes).find((each) => pattern.test(each) && said(attributes, each) !== undefined);
  return key === undefined ? undefined : said(attributes, key);
}

/** The first convention that has any count. */
function usageOf(attributes: Texts): string | undefined {
  for (const convention of conventions) {
    const count = (what: keyof Convention) => countOf(attributes, convention[what] as readonly string[] | undefined);
    const input = count("inputTokens");
    const output = count("outputTokens");
    const total = count("totalTokens") ?? (input !== undefined && output !== undefined ? input + output : undefined);
    if (input === undefined && output === undefined && total === undefined) continue;
    const figures = {
      input_tokens: input,
      output_tokens: output,
      total_tokens: total,
      cache_read_input_tokens: count("cacheRead"),
      cache_creation_input_tokens: count("cacheCreation"),
    };
    const known = Object.entries(figures).filter(([, figure]) => figure !== undefined);
    return `{${known.map(([key, figure]) => `"${key}": ${figure}`).join(", ")}}`;
  }
  return undefined;
}

function countOf(attributes: Texts, keys: readonly string[] | undefined): number | undefined {
  for (const key of keys ?? []) {
    const value = plain(own(attributes, key));
    const count = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (Number.isSafeInteger(count)) return count as number;
  }
  return undefined;
}

/** Requests and responses of most chat interfaces name their model. */
function modelWithin(attributes: Texts): string | undefined {
  for (const key of [spanAttribute.inputs, spanAttribute.outputs]) {
    const json = own(attributes, key);
    if (json === undefined || !json.includes('"model"')) continue;
    const value = plain(json);
    const model = typeof value === "object" && value !== null && "model" in value ? value.model : undefined;
    if (typeof model === "string" && model !== "") return JSON.stringify(model);
  }
  return undefined;
}
