import { shown } from "../../core/expectations/shown";
import type { ResultLine, ValidationDocument } from "../../shared/validation";
import type { Output } from "../output";

/** Failed ones first, each with the first values that were not expected and their rows. */
export function printValidation(out: Output, { report, lines, data }: ValidationDocument): void {
  const { evaluated_expectations: all, unsuccessful_expectations: failed } = report.statistics;
  const width = Math.max(...lines.map(({ column }) => Math.min(column.length, 28)), 0);
  const told = lines.map((line, i) => ({ line, success: report.results[i]?.success === true }));
  for (const isFine of [false, true])
    for (const { line, success } of told) {
      if (success !== isFine) continue;
      out.print(`${success ? "ok    " : "FAILED"}  ${cut(line.column, 28).padEnd(width)}  ${line.expects}`);
      if (success) continue;
      out.print(`${" ".repeat(width + 10)}${line.says}`);
      const values = unexpected(line);
      if (values !== "") out.print(`${" ".repeat(width + 10)}${values}`);
    }
  if (all > 0) out.print("");
  const rows = `${data.rows.toLocaleString("en-US")} rows`;
  const verdict = failed === 0 ? `all ${all} expectations hold` : `${failed} of ${all} expectations failed`;
  out.print(`${data.name} (${rows}) against ${report.suite_name}: ${verdict}`);
}

/** Rows are told as a person counts them, without a header: the first is 1. */
function unexpected({ rows = [], values = [] }: ResultLine): string {
  const some = rows.slice(0, 5).map((row, i) => `row ${row + 1}: ${cut(shown(values[i]), 40)}`);
  return some.join(", ") + (rows.length > 5 ? ", …" : "");
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
