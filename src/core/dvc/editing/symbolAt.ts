import { entryAt } from "../../yaml/cursor";
import { outlineOf, type Span } from "../../yaml/outline";
import { findExpressions } from "../pipeline/templating/expression";
import { type Role, roleAt } from "./role";

/** What somebody points at. */
export type Pointed =
  | { readonly kind: "expression"; readonly name: string; readonly span: Span }
  | { readonly kind: "text"; readonly text: string; readonly role: Role; readonly span: Span }
  | { readonly kind: "key"; readonly path: readonly string[]; readonly key: string; readonly span: Span };

/** In a dvc.yaml. */
export function symbolAt(text: string, offset: number): Pointed | undefined {
  return expressionAt(text, offset) ?? entrySymbol(text, offset) ?? itemSymbol(text, offset);
}

function expressionAt(text: string, offset: number): Pointed | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  const found = findExpressions(line).find(({ from, to }) => offset >= start + from && offset < start + to);
  return (
    found && { kind: "expression", name: found.inner.trim(), span: { from: start + found.from, to: start + found.to } }
  );
}

function entrySymbol(text: string, offset: number): Pointed | undefined {
  const entry = entryAt(text, offset);
  if (!entry) return undefined;
  const { path, key, keySpan, valueSpan } = entry;
  if (entry.on === "key") {
    const role = roleAt(path, key);
    return role ? { kind: "text", text: key, role, span: keySpan } : { kind: "key", path, key, span: keySpan };
  }
  const role = roleAt([...path, key]);
  return role && valueSpan ? textSymbol(text, valueSpan, role) : undefined;
}

/** An item of a list, in lines or in brackets. */
function itemSymbol(text: string, offset: number): Pointed | undefined {
  const gap = outlineOf(text).gaps.find(
    ({ from, to }) => offset >= from && offset < to && text.slice(from, to).trim() !== "",
  );
  const role = gap && roleAt(gap.path);
  return gap && role ? textSymbol(text, gap, role) : undefined;
}

function textSymbol(text: string, { from, to }: Span, role: Role): Pointed {
  const written = text.slice(from, to);
  const [bare = ""] = /^\s*(?:"[^"]*"|'[^']*'|(?:[^#\s]|\s(?!\s*#)|\S#)*)/.exec(written) ?? [];
  const start = from + (written.length - written.trimStart().length);
  const said = bare.trim();
  return {
    kind: "text",
    text: said.replace(/^(["'])(.*)\1$/, "$2"),
    role,
    span: { from: start, to: start + said.length },
  };
}
