import type { ExplanationHead } from "../../../core/explain/explanationJson";
import { formatCount } from "../../../shared/format";
import type { Output } from "../../output";

const mostShown = 30;

/** Features by what they add, the largest first. */
export function tellRanking(
  out: Output,
  { method, outputs, base_values, ranking, notes = [] }: ExplanationHead,
  { rows, output }: { readonly rows: number; readonly output: string | undefined },
): void {
  const bases = base_values.map((base, i) => (outputs.length === 1 ? short(base) : `${outputs[i]} ${short(base)}`));
  out.print(`${formatCount(rows)} rows, ${method}; base value ${bases.slice(0, 12).join(", ")}`);
  const shown = ranking.slice(0, mostShown);
  const width = Math.max(7, ...shown.map(({ feature }) => feature.length));
  out.print(`${"feature".padEnd(width)}  mean |SHAP|`);
  for (const { feature, mean_abs } of shown) out.print(`${feature.padEnd(width)}  ${short(mean_abs)}`);
  if (ranking.length > shown.length) out.print(`and ${ranking.length - shown.length} more`);
  if (output !== undefined) out.print(`written to ${output}`);
  for (const note of notes) out.note(`tidemark: ${note}`);
}

export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : "-";
}
