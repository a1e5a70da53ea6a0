import { type Cursor, cursorAt } from "../../yaml/cursor";
import type { Span } from "../../yaml/outline";
import type { Rule } from "../pipeline/schema";
import { type FileKind, wordsOfKey } from "./keyWords";
import { type Role, roleAt } from "./role";
import { rulesAt } from "./ruleAt";

export interface Suggestion {
  readonly label: string;
  readonly kind: "key" | "value";
  /** A snippet. */
  readonly insert: string;
  readonly doc: string;
}

/** What may be written at a place. */
export interface Suggestions {
  /** What is replaced. */
  readonly word: Span;
  readonly suggestions: readonly Suggestion[];
  /** What only the project knows is offered besides. */
  readonly wanted?: Role | { readonly kind: "values" };
}

/** In a dvc.yaml or a .dvc file. */
export function suggestionsAt(kind: Exclude<FileKind, "lock">, text: string, offset: number): Suggestions | undefined {
  const value = expressionBefore(text, offset);
  if (value) return { word: value, suggestions: [], wanted: { kind: "values" } };
  const cursor = cursorAt(text, offset);
  if (!cursor) return undefined;
  const rules = rulesAt(kind, cursor.path);
  if (cursor.at === "value") {
    const flags = rules.some((rule) => rule.kind === "flag") ? ["true", "false"] : [];
    const suggestions = flags.map((word) => ({ label: word, kind: "value" as const, insert: word, doc: "" }));
    return { word: cursor.word, suggestions, ...wantedAt(kind, cursor.path) };
  }
  return { word: cursor.word, suggestions: keysFor(kind, rules, cursor), ...wantedAt(kind, cursor.path) };
}

function wantedAt(kind: FileKind, path: readonly string[]): { wanted?: Role } {
  const role = kind === "pipeline" ? roleAt(path) : undefined;
  return role ? { wanted: role } : {};
}

/** The name that is being written between `${` and the place. */
function expressionBefore(text: string, offset: number): Span | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const [, name] = /(?<!\\)\$\{([^}]*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const rest = /^[\w.[\]-]*/.exec(text.slice(offset))?.[0] ?? "";
  return { from: offset - name.length, to: offset + rest.length };
}

function keysFor(kind: FileKind, rules: readonly Rule[], cursor: Cursor): Suggestion[] {
  const { path, others, isFlow, isWhole } = cursor;
  const open = rules.filter((rule) => rule.kind === "keys").filter((rule) => fitsOthers(rule, others));
  const keys = new Map(open.flatMap((rule) => Object.entries(rule.keys)));
  return [...keys]
    .filter(([key]) => !others.includes(key))
    .map(([key, rule]) => ({
      label: key,
      kind: "key",
      insert: isWhole ? key : snippet(key, rule, isFlow),
      doc: wordsOfKey(kind, path, key) ?? "",
    }));
}

/** A stage with `cmd` is none of foreach. */
function fitsOthers(rule: Rule & { kind: "keys" }, others: readonly string[]): boolean {
  return others.every((key) => Object.hasOwn(rule.keys, key)) || others.length === 0;
}

function snippet(key: string, rule: Rule, isFlow: boolean): string {
  const first = rule.kind === "oneOf" ? rule.rules[0] : rule;
  if (key === "stages" && !isFlow) return "stages:\n  ${1:name}:\n    cmd: $0";
  switch (first?.kind) {
    case "list":
      return isFlow ? `${key}: [$0]` : `${key}:\n  - $0`;
    case "map":
    case "keys":
    case "anyMap":
      return isFlow ? `${key}: {$0}` : `${key}:\n  $0`;
    case "flag":
      return `${key}: \${1|true,false|}`;
    default:
      return `${key}: $0`;
  }
}
