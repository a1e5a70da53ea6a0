import type { ExpectationResult, ResultLine, ValidationDocument } from "../../shared/validation";
import { escapeHtml, standaloneDocument } from "../html/standaloneDocument";
import { shown } from "./shown";

/** A report of a validation as one page that needs nothing beside itself. */
export function validationHtml({ report, lines, data, at }: ValidationDocument): string {
  const { evaluated_expectations: all, unsuccessful_expectations: failed } = report.statistics;
  const verdict = failed === 0 ? `All ${all} expectations hold` : `${failed} of ${all} expectations failed`;
  const rows = report.results.map((result, i) => ({ result, line: lines[i] as ResultLine }));
  const ordered = [...rows.filter(({ result }) => !result.success), ...rows.filter(({ result }) => result.success)];
  return standaloneDocument({
    title: `${data.name} against ${report.suite_name}`,
    style,
    body: `<h1 class="${failed === 0 ? "fine" : "failed"}">${verdict}</h1>
<p>${escapeHtml(data.name)} (${data.rows.toLocaleString("en-US")} rows, ${data.columns} columns) against ${escapeHtml(report.suite_name)}, ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC</p>
<table><thead><tr><th>Result</th><th>Column</th><th>Expected</th><th>Found</th><th>Unexpected values</th></tr></thead><tbody>
${ordered.map(({ result, line }) => rowOf(result, line)).join("\n")}
</tbody></table>`,
  });
}

function rowOf({ success }: ExpectationResult, line: ResultLine): string {
  const { rows = [], values = [] } = line;
  const some = rows
    .slice(0, 10)
    .map((row, i) => `<code>${escapeHtml(shown(values[i]))}</code> <small>row ${row + 1}</small>`);
  const cells = [line.column, line.expects, line.says].map((each) => `<td>${escapeHtml(each)}</td>`).join("");
  return `<tr class="${success ? "fine" : "failed"}"><td>${success ? "✓ holds" : "✗ failed"}</td>${cells}<td>${some.join(", ")}${rows.length > 10 ? ", …" : ""}</td></tr>`;
}

const style = `:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}
h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8884}
td:first-child{white-space:nowrap}.fine td:first-child,h1.fine{color:#2a7f3f}.failed td:first-child,h1.failed{color:#c0392b}small{opacity:.7}
@media(prefers-color-scheme:dark){.fine td:first-child,h1.fine{color:#6fcf86}.failed td:first-child,h1.failed{color:#ff8a7a}}`;
