import { dvcFileRule } from "../fileRules";
import { foreachRule, pipelineRule, type Rule, stageRule } from "../pipeline/schema";

/** What may stand at a place; items of lists are `[0]`. Several where it is still open. */
export function rulesAt(kind: "pipeline" | "dvc", path: readonly string[]): readonly Rule[] {
  let rules: readonly Rule[] = [kind === "pipeline" ? pipelineRule : dvcFileRule];
  for (const part of path) rules = rules.flatMap(alternatives).flatMap((rule) => inside(rule, part));
  return rules.flatMap(alternatives);
}

function alternatives(rule: Rule): readonly Rule[] {
  if (rule.kind === "oneOf") return rule.rules.flatMap(alternatives);
  return rule.kind === "stage" ? [stageRule, foreachRule] : [rule];
}

function inside(rule: Rule, part: string): readonly Rule[] {
  const isItem = /^\[\d+\]$/.test(part);
  if (rule.kind === "list") return isItem ? [rule.item] : [];
  if (isItem) return [];
  if (rule.kind === "map") return [rule.value];
  if (rule.kind !== "keys" || !Object.hasOwn(rule.keys, part)) return [];
  const inner = rule.keys[part];
  return inner ? [inner] : [];
}
