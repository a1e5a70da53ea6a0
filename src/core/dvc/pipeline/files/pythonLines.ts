import { TextFault } from "./jsonValues";

/** A statement of Python: lines in brackets or after a backslash are one, and `;` ends one. No comments. */
export interface LogicalLine {
  readonly indent: number;
  readonly text: string;
}

const quote = /[rbuf]{0,2}("""|'''|"|')/iy;

/** Throws TextFault for a bracket or a quote that does not close. */
export function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  const open: number[] = [];
  let text = "";
  let indent = 0;
  let isStart = true;

  const end = () => {
    if (text.trim()) lines.push({ indent, text: text.trim() });
    text = "";
  };

  for (let at = 0; at < source.length; ) {
    if (isStart) {
      const blanks = /[ \t\f]*/y;
      blanks.lastIndex = at;
      const found = blanks.exec(source)?.[0] ?? "";
      indent = widthOf(found);
      at += found.length;
      isStart = false;
      continue;
    }
    const char = source[at] as string;
    quote.lastIndex = at;
    const opened = /[\p{L}\p{N}_]/u.test(source[at - 1] ?? "") && /\w/.test(char) ? null : quote.exec(source);
    if (opened) {
      const stop = closing(source, at + opened[0].length, opened[1] as string);
      text += source.slice(at, stop);
      at = stop;
    } else if (char === "#") {
      at = lineEnd(source, at);
    } else if (char === "\\" && /^\r?\n/.test(source.slice(at + 1, at + 3))) {
      text += " ";
      at = lineEnd(source, at) + 1;
    } else if (char === "\n") {
      if (open.length === 0) {
        end();
        isStart = true;
      } else text += " ";
      at++;
    } else {
      if ("([{".includes(char)) open.push(at);
      else if (")]}".includes(char) && open.pop() === undefined) throw new TextFault(`'${char}' closes nothing`, at);
      if (char === ";" && open.length === 0) end();
      else text += char;
      at++;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new TextFault(`'${source[unclosed]}' is never closed`, unclosed);
  end();
  return lines;
}

function widthOf(blanks: string): number {
  let width = 0;
  for (const blank of blanks) width = blank === "\t" ? width - (width % 8) + 8 : blank === " " ? width + 1 : 0;
  return width;
}

function lineEnd(source: string, at: number): number {
  const next = source.indexOf("\n", at);
  return next === -1 ? source.length : next;
}

function closing(source: string, from: number, mark: string): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith(mark, at)) return at + mark.length;
    else if (mark.length === 1 && source[at] === "\n") break;
  }
  throw new TextFault("a text in quotes does not end", from - mark.length);
}
