import { mapOf } from "../../mapKeys";
import type { Value } from "../../values";
import { type LogicalLine, logicalLines } from "./pythonLines";
import { NoLiteral, PythonLiteral } from "./pythonLiteral";

/**
 * What a Python file sets with plain values: names at the top and in classes, and `self.x` in `__init__`. A file is a
 * map, and so is a class. What is computed is left out, as dvc does. Throws TextFault for brackets and quotes that do
 * not close.
 */
export function pythonValues(source: string): Value {
  return block(logicalLines(source), 0, -1, false).value;
}

const assignment = /^([\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)?)\s*(?::[^=]*)?=(?!=)\s*/u;
const classHead = /^class\s+([\p{L}_][\p{L}\p{N}_]*)/u;

interface Block {
  readonly value: Value;
  readonly next: number;
}

/** The lines from `at` that stand deeper than `outer`. */
function block(lines: readonly LogicalLine[], at: number, outer: number, isInit: boolean): Block {
  const entries: [string, Value][] = [];
  const first = lines[at];
  const indent = first?.indent ?? 0;
  let next = at;
  while (next < lines.length) {
    const line = lines[next] as LogicalLine;
    if (line.indent <= outer || line.indent < indent) break;
    next++;
    if (line.indent > indent) continue; // of a statement that is none of ours
    const inside = () => {
      const below = lines[next];
      return below !== undefined && below.indent > line.indent;
    };
    const name = classHead.exec(line.text)?.[1];
    if (name !== undefined) {
      const body = inside() ? block(lines, next, line.indent, false) : { value: oneLine(line.text), next };
      entries.push([name, body.value]);
      next = body.next;
    } else if (/^def\s+__init__\s*\(/.test(line.text)) {
      const body = inside() ? block(lines, next, line.indent, true) : { value: {}, next };
      entries.push(...(Object.entries(body.value as object) as [string, Value][]));
      next = body.next;
    } else {
      const set = assigned(line.text, isInit);
      if (set) entries.push(set);
    }
  }
  return { value: mapOf(entries), next };
}

/** `class A: x = 1`. */
function oneLine(head: string): Value {
  const body = /:\s*([\p{L}_][^:]*)$/u.exec(head)?.[1];
  const set = body === undefined ? undefined : assigned(body, false);
  return mapOf(set ? [set] : []);
}

function assigned(text: string, isInit: boolean): [string, Value] | undefined {
  const found = assignment.exec(text);
  if (!found) return undefined;
  const target = (found[1] as string).replace(/\s/g, "");
  const name = target.startsWith("self.") ? target.slice("self.".length) : isInit ? undefined : target;
  if (name === undefined || name.includes(".")) return undefined;
  try {
    return [name, new PythonLiteral(text, found[0].length).whole()];
  } catch (thrown) {
    if (thrown instanceof NoLiteral) return undefined;
    throw thrown;
  }
}
