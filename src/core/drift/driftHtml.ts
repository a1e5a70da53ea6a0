import type { ColumnDrift, ColumnPicture, DriftDocument, TableName } from "../../shared/drift";
import { formatEnglishCount, formatNumber, formatPercent } from "../../shared/format";
import { escapeHtml, standaloneDocument } from "../html/standaloneDocument";
import { pictureShapes } from "./pictureShapes";
import { barLength, limitAt, severity } from "./severity";

const picture = { width: 150, height: 30 };

/** A comparison as a page of its own: no script, nothing that is fetched, light and dark by the reader's settings. */
export function driftHtml(title: string, { report, columns, reference, current, at, took_ms }: DriftDocument): string {
  const pictures = new Map(columns.map((each) => [each.name, each]));
  const found = Object.entries(report.columns).sort(
    ([, a], [, b]) => Number(b.drift) - Number(a.drift) || (severity(b) ?? -1) - (severity(a) ?? -1),
  );
  const skipped = Object.entries(report.skipped);
  const verdict = report.dataset_drift ? "The data has drifted" : "The data has not drifted";
  return standaloneDocument({
    title: `Drift: ${title}`,
    style,
    body: `<h1>Drift: ${escapeHtml(title)}</h1>
<p class="verdict">${verdict}: ${report.drifted} of ${report.tested} tested columns, ${formatPercent(report.share)} (limit ${formatPercent(report.drift_share)}).</p>
<p class="muted">Reference ${tableWords(reference)} · Current ${tableWords(current)} · ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC · computed in ${Math.round(took_ms)} ms</p>
<table><thead><tr><th>Column</th><th>Type</th><th>Test</th><th>Score</th><th class="n">Limit</th><th>Distribution</th><th class="n">Reference</th><th class="n">Current</th><th class="n">Missing</th></tr></thead>
<tbody>
${found.map(([name, each]) => line(name, each, pictures.get(name))).join("\n")}
</tbody></table>
${skipped.length === 0 ? "" : `<h2>Not tested</h2><ul>${skipped.map(([name, why]) => `<li><b>${escapeHtml(name)}</b>: ${escapeHtml(why)}</li>`).join("")}</ul>`}
${segments(report.segments)}`,
  });
}

function tableWords({ name, rows, version }: TableName): string {
  const of = version === undefined ? "" : ` <code>${escapeHtml(version.slice(0, 7))}</code>`;
  return `<b>${escapeHtml(name)}</b>${of}, ${formatEnglishCount(rows)} rows`;
}

function line(name: string, found: ColumnDrift, drawn: ColumnPicture | undefined): string {
  const { type, test, score, threshold, drift } = found;
  const length = (100 * barLength(severity(found))).toFixed(1);
  const sides = drawn?.sides;
  const bar = `<span class="bar"><i style="width:${length}%"></i><u style="left:${100 * limitAt}%"></u></span>`;
  return `<tr class="${drift ? "drift" : ""}"><td>${drift ? "▲ " : ""}${escapeHtml(name)}</td><td>${type}</td><td>${test}</td><td>${bar}${score === null ? "–" : formatNumber(score)}</td><td class="n">${formatNumber(threshold)}</td><td>${drawn === undefined ? "" : drawing(drawn)}</td><td class="n">${middle(sides?.reference)}</td><td class="n">${middle(sides?.current)}</td><td class="n">${sides === undefined ? "" : formatPercent(sides.current.missing)}</td></tr>`;
}

function middle(side: ColumnPicture["sides"]["current"] | undefined): string {
  if (side === undefined) return "";
  return side.mean === undefined ? `${formatEnglishCount(side.distinct)} values` : formatNumber(side.mean);
}

function drawing(drawn: ColumnPicture): string {
  const shapes = pictureShapes(drawn, picture);
  const inside =
    shapes.kind === "bins"
      ? `<path class="was" d="${shapes.reference}"/><path class="is" d="${shapes.current}"/>`
      : shapes.pairs
          .map(
            ({ label, was, is, wasBar, isBar }) =>
              `<g><title>${escapeHtml(label)}: ${formatPercent(was)} → ${formatPercent(is)}</title><rect class="was" x="${wasBar.x}" y="${wasBar.y}" width="${wasBar.width}" height="${wasBar.height}"/><rect class="now" x="${isBar.x}" y="${isBar.y}" width="${isBar.width}" height="${isBar.height}"/></g>`,
          )
          .join("");
  return `<svg width="${picture.width}" height="${picture.height}" role="img" aria-label="grey is the reference, blue is now">${inside}</svg>`;
}

function segments(all: DriftDocument["report"]["segments"]): string {
  const entries = Object.entries(all ?? {});
  if (entries.length === 0) return "";
  const rows = entries
    .sort(([, a], [, b]) => b.share - a.share)
    .map(
      ([name, { drifted, tested, columns }]) =>
        `<tr><td>${escapeHtml(name)}</td><td class="n">${drifted} of ${tested}</td><td>${escapeHtml(
          Object.entries(columns)
            .filter(([, each]) => each.drift)
            .map(([column]) => column)
            .join(", "),
        )}</td></tr>`,
    );
  return `<h2>By segment</h2><table><thead><tr><th>Segment</th><th class="n">Drifted</th><th>Columns</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const style = `
:root{color-scheme:light dark;--page:#fff;--text:#1f1f1f;--muted:#616161;--line:#e5e5e5;--ref:#9a9ba6;--now:#3d64bc;--warn:#b38600}
@media (prefers-color-scheme:dark){:root{--page:#1f1f1f;--text:#ccc;--muted:#9d9d9d;--line:#333;--ref:#6f707b;--now:#5aacff;--warn:#cca700}}
body{font:13px/18px system-ui,sans-serif;margin:24px auto;max-width:1100px;padding:0 20px;color:var(--text);background:var(--page);font-variant-numeric:tabular-nums}
h1{font-size:18px;margin:0 0 4px}h2{font-size:13px;margin:24px 0 6px}.verdict{font-size:15px;margin:0 0 4px}.muted{color:var(--muted);margin:0 0 16px}
table{border-collapse:collapse;width:100%;font-size:12px}th{text-align:left;font-weight:500;color:var(--muted);font-size:11px}th,td{padding:3px 8px 3px 0;border-bottom:1px solid var(--line)}
.n{text-align:right}.drift td:first-child{font-weight:600}.bar{display:inline-block;position:relative;width:90px;height:6px;margin-right:8px;vertical-align:middle;border-bottom:1px solid var(--line)}
.bar i{position:absolute;left:0;top:0;bottom:0;background:var(--ref)}.drift .bar i{background:var(--warn)}.bar u{position:absolute;top:-3px;bottom:-3px;width:1px;background:var(--muted)}
.was{fill:var(--ref);opacity:.5}.is{fill:none;stroke:var(--now);stroke-width:1.5}.now{fill:var(--now)}svg{display:block}`;
