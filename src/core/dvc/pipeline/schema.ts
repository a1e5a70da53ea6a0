import { didYouMean } from "../../../shared/suggest";
import type { PlacedMap, PlacedValue } from "../../yaml/placedValues";

/** What may stand at a place in dvc.yaml. */
export type Rule =
  | { readonly kind: "text" | "flag" | "whole" | "checksum" | "md5" | "anything" | "nothing" | "anyMap" }
  | { readonly kind: "list"; readonly item: Rule }
  /** Keys with names of their own. */
  | { readonly kind: "keys"; readonly keys: Readonly<Record<string, Rule>>; readonly required?: readonly string[] }
  /** Any text as key. */
  | { readonly kind: "map"; readonly value: Rule }
  /** By what stands there: a text, a list, a map. */
  | { readonly kind: "oneOf"; readonly rules: readonly Rule[] }
  | { readonly kind: "stage" };

const text: Rule = { kind: "text" };
const flag: Rule = { kind: "flag" };
const wholeRule: Rule = { kind: "whole" };
const checksumRule: Rule = { kind: "checksum" };
const anything: Rule = { kind: "anything" };
const anyMap: Rule = { kind: "anyMap" };
const list = (item: Rule): Rule => ({ kind: "list", item });
const map = (value: Rule): Rule => ({ kind: "map", value });
const oneOf = (...rules: readonly Rule[]): Rule => ({ kind: "oneOf", rules });
const keys = (named: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule => ({
  kind: "keys",
  keys: named,
  required,
});

const annotation = { desc: text, type: text, labels: list(text), meta: anything };
const out = {
  ...annotation,
  cache: flag,
  persist: flag,
  checkpoint: flag,
  remote: text,
  push: flag,
};
const plot = {
  ...out,
  template: text,
  x: text,
  y: text,
  x_label: text,
  y_label: text,
  title: text,
  header: flag,
};
const vars = list(oneOf(text, anyMap));

export const stageRule: Rule & { kind: "keys" } = {
  kind: "keys",
  keys: {
    cmd: oneOf(text, list(text)),
    wdir: text,
    deps: list(text),
    params: list(oneOf(text, map(oneOf(list(text), { kind: "nothing" })))),
    outs: list(oneOf(text, map(keys(out)))),
    metrics: list(oneOf(text, map(keys(out)))),
    plots: list(oneOf(text, map(keys(plot)))),
    vars,
    frozen: flag,
    always_changed: flag,
    meta: anything,
    desc: text,
    matrix: map(oneOf(text, list(anything))),
  },
  required: ["cmd"],
};

export const foreachRule: Rule & { kind: "keys" } = {
  kind: "keys",
  keys: { foreach: oneOf(anyMap, list(anything), text), do: stageRule },
  required: ["foreach", "do"],
};

export const pipelineRule: Rule & { kind: "keys" } = {
  kind: "keys",
  keys: {
    stages: map({ kind: "stage" }),
    vars,
    params: list(text),
    metrics: list(text),
    plots: list(
      oneOf(
        text,
        map(
          oneOf(
            keys({
              x: oneOf(text, map(text)),
              y: oneOf(text, list(text), map(oneOf(text, list(text)))),
              x_label: text,
              y_label: text,
              title: text,
              template: text,
            }),
            { kind: "nothing" },
          ),
        ),
      ),
    ),
    artifacts: map(keys({ path: text, ...annotation }, ["path"])),
    datasets: anything,
  },
};

/** Finds what does not fit: says it, and of which value. */
export type Complain = (message: string, at: { readonly from: number; readonly to: number }) => void;

export function checkSchema(root: PlacedMap, complain: Complain, rule: Rule & { kind: "keys" } = pipelineRule): void {
  checkKeys(root, rule, "", complain);
}

function checkRule(value: PlacedValue, rule: Rule, where: string, complain: Complain): void {
  if (rule.kind === "anything") return;
  if (rule.kind === "oneOf") {
    const fitting = rule.rules.find((each) => fits(value, each));
    if (fitting) checkRule(value, fitting, where, complain);
    else complain(`${where}: expected ${rule.rules.map(nameOf).join(" or ")}, not ${kindOf(value)}`, value);
  } else if (rule.kind === "md5" && fits(value, checksumRule) && !fits(value, rule))
    complain(
      `${where}: '${textOf(value)}' is no md5: 32 digits of 0-9 and a-f, and .dir behind them for a folder`,
      value,
    );
  else if (!fits(value, rule)) complain(`${where}: expected ${nameOf(rule)}, not ${kindOf(value)}`, value);
  else if (value.kind === "list" && rule.kind === "list")
    value.items.forEach((item, i) => {
      checkRule(item, rule.item, `${where}[${i}]`, complain);
    });
  else if (value.kind === "map") {
    if (rule.kind === "stage") checkKeys(value, ruleOfStage(value), where, complain);
    else if (rule.kind === "keys") checkKeys(value, rule, where, complain);
    else if (rule.kind === "map")
      for (const { key, isText, from, to, value: each } of value.entries) {
        if (isText) checkRule(each, rule.value, `${where}.${key}`, complain);
        else complain(`${where}: the key ${key} is no text; put it in quotes`, { from, to });
      }
  }
}

function checkKeys(value: PlacedMap, rule: Rule & { kind: "keys" }, where: string, complain: Complain): void {
  const prefix = where === "" ? "" : `${where}: `;
  for (const { key, from, to, value: each } of value.entries) {
    const inner = Object.hasOwn(rule.keys, key) ? rule.keys[key] : undefined;
    if (inner) {
      checkRule(each, inner, where === "" ? key : `${where}.${key}`, complain);
      continue;
    }
    complain(`${prefix}unknown key '${key}'.${didYouMean(key, Object.keys(rule.keys))}`, { from, to });
  }
  for (const key of rule.required ?? [])
    if (!value.entries.some((each) => each.key === key)) complain(`${prefix}'${key}' is missing`, value);
}

export function ruleOfStage(stage: PlacedMap): Rule & { kind: "keys" } {
  return stage.entries.some(({ key }) => key === "foreach" || key === "do") ? foreachRule : stageRule;
}

function fits(value: PlacedValue, rule: Rule): boolean {
  switch (rule.kind) {
    case "anything":
      return true;
    case "text":
      return value.kind === "scalar" && typeof value.value === "string";
    case "flag":
      return value.kind === "scalar" && typeof value.value === "boolean";
    case "whole":
      return value.kind === "scalar" && (typeof value.value === "bigint" || Number.isInteger(value.value));
    case "checksum": // one of digits only is a number to YAML
      return (
        value.kind === "scalar" &&
        (value.value === null || ((fits(value, wholeRule) || fits(value, text)) && isHashLong(String(value.value))))
      );
    case "md5":
      return fits(value, checksumRule) && /^([0-9a-f]{32}(\.dir)?)?$/i.test(textOf(value));
    case "nothing":
      return value.kind === "scalar" && value.value === null;
    case "list":
      return value.kind === "list";
    case "oneOf":
      return rule.rules.some((each) => fits(value, each));
    case "map":
    case "anyMap":
    case "keys":
    case "stage":
      return value.kind === "map";
    default:
      return rule satisfies never;
  }
}

function textOf(value: PlacedValue): string {
  return value.kind === "scalar" && value.value !== null ? String(value.value) : "";
}

function isHashLong({ length }: string): boolean {
  return length === 0 || length >= 3;
}

function nameOf(rule: Rule): string {
  const names: Readonly<Record<Rule["kind"], string>> = {
    anything: "a value",
    text: "text",
    flag: "true or false",
    whole: "a whole number",
    checksum: "a hash",
    md5: "a hash",
    nothing: "nothing",
    anyMap: "keys and values",
    list: "a list",
    oneOf: "a value",
    map: "keys and values",
    keys: "keys and values",
    stage: "keys and values",
  };
  return names[rule.kind];
}

export function kindOf(value: PlacedValue): string {
  if (value.kind === "list") return "a list";
  if (value.kind === "map") return "keys and values";
  if (value.value === null) return "nothing";
  if (typeof value.value === "string") return "text";
  return typeof value.value === "boolean" ? `${value.value} (put it in quotes to have text)` : "a number";
}
