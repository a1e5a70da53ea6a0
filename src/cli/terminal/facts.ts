import type { Output } from "../output";
import { plainTable } from "./table";
import { palette, screenOf } from "./terminal";
import { cellsOf, fitText, safeText } from "./width";

/** Names and values, a line each, under a head; piped, a tab between them. Nothing for no facts. */
export function writeFacts(
  out: Output,
  head: string | undefined,
  facts: readonly (readonly [name: string, value: string])[],
): void {
  if (facts.length === 0) return;
  const { width, colour } = screenOf(out);
  if (width === undefined) {
    const columns = [
      { title: head?.toLowerCase() ?? "field", text: (fact: readonly [string, string]) => fact[0] },
      { title: "value", text: (fact: readonly [string, string]) => fact[1] },
    ];
    out.stdout.write(`${head === undefined ? "" : "\n"}${plainTable(columns, facts)}`);
    return;
  }
  const { muted, bold } = palette(colour);
  const names = facts.map(([name]) => safeText(name));
  const left = Math.min(Math.max(...names.map(cellsOf)), Math.floor(width / 2));
  if (head !== undefined) out.print(`\n${bold(head)}`);
  for (const [i, [, value]] of facts.entries()) {
    const name = fitText(names[i] ?? "", left);
    const space = " ".repeat(left - cellsOf(name) + 2);
    out.print(`${muted(name)}${space}${fitText(safeText(value), Math.max(8, width - left - 2))}`);
  }
}
