import type { ExplainMethod, ExplanationPage } from "../../src/shared/explanation";
import { formatCount, formatNumber, formatPercent, formatSigned } from "../../src/shared/format";
import { pageLocale, t } from "../kit/words";
import { type Explained, probabilityOf } from "./model/explained";
import { type Part, reasonOf } from "./model/waterfall";
import type { OneRow } from "./state";

export function count(value: number): string {
  return formatCount(value, pageLocale());
}

/** A single-precision number without the digits that it does not have. */
export function figure(value: number): string {
  return formatNumber(Number(value.toPrecision(7)));
}

export function signedFigure(value: number): string {
  return formatSigned(Number(value.toPrecision(3)));
}

/** All numbers of a column with the same digits, so many that the largest has three. */
export function evenFigures(largest: number): (value: number) => string {
  if (!(largest > 0) || largest < 1e-4 || largest >= 1e6) return (value) => formatNumber(Number(value.toPrecision(3)));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  return (value) => value.toFixed(digits).replace("-", "\u2212");
}

/** The same, and each says which way. */
export function evenSigned(largest: number): (value: number) => string {
  const say = evenFigures(largest);
  return (value) => (value > 0 ? `+${say(value)}` : say(value));
}

export function methodWord(method: ExplainMethod): string {
  switch (method) {
    case "tree_path_dependent":
      return t("TreeSHAP, path dependent");
    case "interventional":
      return t("TreeSHAP, interventional");
    case "exact":
      return t("Exact, all coalitions");
    case "permutation":
      return t("Permutation SHAP");
    case "kernel":
      return t("Kernel SHAP");
    case "linear":
      return t("Linear, closed form");
    default:
      return method satisfies never;
  }
}

export function spaceWord(space: ExplanationPage["space"], link: ExplanationPage["link"]): string {
  if (space === "probability") return t("Probability");
  return link === "logit" ? t("Log-odds") : t("Raw output");
}

/** A prediction as people take it: a probability where it is one. */
export function predictionText(page: ExplanationPage, value: number): string {
  const probability = probabilityOf(page, value);
  return probability === undefined ? figure(value) : formatPercent(Number(probability.toPrecision(3)));
}

/** A word for the model's output that reads in a sentence; undefined where it has but one and that says nothing. */
export function outputWord({ outputs, output, link, space }: ExplanationPage): string | undefined {
  const isClass = outputs.length > 1 || link !== undefined || space === "probability";
  if (!isClass) return undefined;
  return /^[\d.-]+$/.test(output) ? t("class {0}", output) : output;
}

function named({ feature, given }: Part): string {
  const name = feature ?? "";
  return given === "" ? name : `${name} (${given})`;
}

function together(names: readonly string[]): string {
  const [first = "", second = "", third] = names;
  if (names.length === 1) return first;
  return third === undefined ? t("{0} and {1}", first, second) : t("{0}, {1} and {2}", first, second, third);
}

/** What is predicted, and why, in a sentence of two halves: the first is what counts. */
export function sentence({ page }: Pick<Explained, "page">, row: OneRow): { figure: string; rest: string } {
  const { parts, strength } = reasonOf(row.base, row.value, row.parts);
  const why = together(parts.map(named));
  const output = outputWord(page);
  const about = output === undefined ? distance(row) : t("for {0}", output);
  const said = `${predictionText(page, row.value)}${output === undefined ? "," : ""}`;
  if (strength === "none") return { figure: said, rest: t("{0}: no feature moves it.", about) };
  const verb =
    parts.length === 1
      ? strength === "most"
        ? t("explains most of it")
        : t("weighs most")
      : strength === "most"
        ? t("explain most of it")
        : t("weigh most");
  return { figure: said, rest: t("{0}: {1} {2}.", about, why, verb) };
}

function distance({ value, base }: OneRow): string {
  const away = figure(Number(Math.abs(value - base).toPrecision(4)));
  return value < base ? t("{0} below the base", away) : t("{0} above the base", away);
}
