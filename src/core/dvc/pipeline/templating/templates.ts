import { didYouMean } from "../../../../shared/suggest";
import type { Lines } from "../../../yaml/lines";
import type { PlacedValue } from "../../../yaml/placedValues";
import { isList, isMap, keyText } from "../../mapKeys";
import type { Value, ValueMap } from "../../values";
import type { Use } from "../resolved";
import { type Context, type Node, valueOfNode } from "./context";
import { type Expression, findExpressions, namesOf, unescaped } from "./expression";
import { NoText, type ParsingConfig, toText } from "./toText";

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a value is written, as far as it is known. */
export type SourceOf = (node: Node) => Use["source"];

export interface TemplateOptions {
  readonly text: string;
  readonly lines: Lines;
  readonly config: ParsingConfig;
  readonly sourceOf: SourceOf;
  complain(message: string, at: Span): void;
}

/** Puts values in the place of `${}`, and notes which were used where. */
export class Templates {
  private readonly found = new Map<number, Use>();

  constructor(private readonly options: TemplateOptions) {}

  /** In the order of the file. */
  get uses(): readonly Use[] {
    return [...this.found].sort(([a], [b]) => a - b).map(([, use]) => use);
  }

  /** `field` is the stage's: only `cmd` takes maps, as flags. What cannot be resolved is complained of, and left as it is. */
  resolve(value: PlacedValue, context: Context, field: string | undefined, tracked?: Tracked): PlacedValue {
    if (value.kind === "list")
      return { ...value, items: value.items.map((item) => this.resolve(item, context, field, tracked)) };
    if (value.kind === "map")
      return {
        ...value,
        entries: value.entries.map((entry) => {
          const span = { from: entry.from, to: entry.to };
          const key = this.resolveText(entry.key, span, context, field, tracked);
          return {
            ...entry,
            key: key === undefined ? entry.key : keyOf(key),
            value: this.resolve(entry.value, context, field, tracked),
          };
        }),
      };
    if (typeof value.value !== "string") return value;
    const resolved = this.resolveText(value.value, value, context, field, tracked);
    return resolved === undefined ? value : placedOf(resolved, value);
  }

  /** The thing itself that `${name}` alone stands for; undefined for any other text. */
  exact(value: PlacedValue, context: Context): Node | undefined | "unknown" {
    if (value.kind !== "scalar" || typeof value.value !== "string") return undefined;
    const [only, ...others] = findExpressions(value.value);
    if (!only || others.length > 0 || only.to - only.from !== value.value.length) return undefined;
    return this.select(only, this.spanOf(only, value, value.from), context) ?? "unknown";
  }

  private resolveText(
    text: string,
    span: Span,
    context: Context,
    field: string | undefined,
    tracked: Tracked | undefined,
  ): Value | undefined {
    const expressions = findExpressions(text);
    if (expressions.length === 0) return text.includes("\\${") ? unescaped(text) : undefined;
    const isExact = expressions.length === 1 && expressions[0]?.to === text.length && expressions[0].from === 0;
    let whole = "";
    let isWhole = true;
    let [at, from] = [0, span.from];
    for (const expression of expressions) {
      const place = this.spanOf(expression, span, from);
      from = place.to;
      const node = this.select(expression, place, context);
      if (!node) {
        isWhole = false;
        continue;
      }
      tracked?.note(node);
      const value = valueOfNode(node);
      if ((isMap(value) || isList(value)) && field !== undefined && !(isMap(value) && field === "cmd")) {
        const kind = isMap(value) ? "a map" : "a list";
        this.options.complain(`${expressionText(expression)} is ${kind}, where a single value is wanted`, place);
        return undefined;
      }
      if (isExact && !(isMap(value) && field === "cmd")) return value;
      if (isExact) {
        this.options.complain(`${expressionText(expression)} is a map: write a program before it`, place);
        return undefined;
      }
      try {
        whole += text.slice(at, expression.from) + toText(value, this.options.config);
      } catch (thrown) {
        if (!(thrown instanceof NoText)) throw thrown;
        this.options.complain(`${expressionText(expression)}: ${thrown.message}`, place);
        return undefined;
      }
      at = expression.to;
    }
    return isWhole ? unescaped(whole + text.slice(at)) : undefined;
  }

  private select(expression: Expression, place: Span, context: Context): Node | undefined {
    const names = namesOf(expression.inner);
    if (!names) {
      this.options.complain(`${expressionText(expression)} is written wrong: expected names like a.b[0]`, place);
      return undefined;
    }
    const node = context.find(names);
    if (!node) {
      this.options.complain(undefinedText(names, context), place);
      return undefined;
    }
    if (!this.found.has(place.from)) {
      const source = this.options.sourceOf(node);
      this.found.set(place.from, {
        name: names.join("."),
        place: this.options.lines.place(place),
        value: valueOfNode(node),
        ...(source ? { source } : {}),
      });
    }
    return node;
  }

  /** Where an expression stands in the file: quotes and line breaks may lie before it. */
  private spanOf(expression: Expression, span: Span, from: number): Span {
    const written = expressionText(expression);
    const at = this.options.text.indexOf(written, from);
    return at === -1 || at >= span.to ? span : { from: at, to: at + written.length };
  }
}

/** What a stage took from files of params: file, then dotted name. */
export class Tracked {
  readonly vars: Record<string, Record<string, Value>> = {};

  note(node: Node): void {
    const { file } = node.origin;
    if (file === undefined || node.kind === "map") return;
    const names = this.vars[file] ?? {};
    names[node.path] = valueOfNode(node);
    this.vars[file] = names;
  }

  get byFile(): Readonly<Record<string, ValueMap>> {
    return this.vars;
  }
}

function expressionText({ inner }: Expression): string {
  return `\${${inner}}`;
}

function undefinedText(names: readonly string[], context: Context): string {
  for (let known = names.length - 1; known >= 0; known--) {
    if (known > 0 && !context.find(names.slice(0, known))) continue;
    const below = context.namesBelow(names.slice(0, known));
    const hint = didYouMean(names[known] as string, below);
    const within = known === 0 ? "" : `: '${names.slice(0, known).join(".")}' has no '${names[known]}'`;
    return `\${${names.join(".")}} is not defined${within}.${hint || noFile(context)}`;
  }
  return `\${${names.join(".")}} is not defined.`;
}

/** What the usual file would say is what is missed most. */
function noFile({ loaded }: Context): string {
  const isThere = [...loaded.keys()].some((file) => /(^|\/)params\.yaml$/.test(file));
  return isThere ? "" : " There is no params.yaml";
}

function keyOf(value: Value): string {
  return isMap(value) || isList(value) ? "" : keyText(value);
}

export function placedOf(value: Value, { from, to }: Span): PlacedValue {
  if (isList(value)) return { kind: "list", from, to, items: value.map((item) => placedOf(item, { from, to })) };
  if (isMap(value))
    return {
      kind: "map",
      from,
      to,
      entries: Object.entries(value).map(([key, each]) => ({
        key,
        isText: true,
        from,
        to,
        value: placedOf(each, { from, to }),
      })),
    };
  return { kind: "scalar", from, to, value };
}
