/** How a text may be written in a block. */
export interface Shape {
  readonly hasBreaks: boolean;
  /** Without quotes, as far as its characters go. */
  readonly plain: boolean;
  /** In single quotes. */
  readonly single: boolean;
}

const simple = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/;
const breaks = /[\n\x85\u2028\u2029]/;
/** What can only be written with an escape. */
const special = /[^\n\x85\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const spaces = "\\0 \\t\\r\\n\\x85\\u2028\\u2029";
/** Signs that mean something at the start, or before or after a space. */
const indicator = new RegExp(
  `^[#,[\\]{}&*!|>'"%@\`]|^[?:-](?:[${spaces}]|$)|^(?:---|\\.\\.\\.)|:(?:[${spaces}]|$)|[${spaces}]#`,
);
const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/;
/** Spaces around a line break. */
const spacedBreak = /[\n\x85\u2028\u2029] | [\n\x85\u2028\u2029]/;

export function shapeOf(text: string): Shape {
  if (simple.test(text)) return { hasBreaks: false, plain: !text.startsWith("..."), single: true };
  if (text === "") return { hasBreaks: false, plain: true, single: true };
  const hasBreaks = breaks.test(text);
  const single = !special.test(text) && !spacedBreak.test(text);
  return { hasBreaks, single, plain: single && !hasBreaks && !edges.test(text) && !indicator.test(text) };
}
