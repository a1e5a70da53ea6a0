import { escapeHtml, standaloneDocument } from "./standaloneDocument";

/** A report as a page of its own: no script, nothing that is fetched, light and dark by the reader's settings. */
export function reportHtml(title: string, body: string): string {
  return standaloneDocument({ title, style, body: `<h1>${escapeHtml(title)}</h1>\n${body}` });
}

/** Cells are HTML; the first is a head, the rest numbers. */
export function tableHtml(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((each, at) => `<th${at > 0 ? ' class="n"' : ""}>${escapeHtml(each)}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${row.map((each, at) => `<td${at > 0 ? ' class="n"' : ""}>${each}</td>`).join("")}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

const size = 240;

/** Curves over 0…1; the first is grey where there are two. */
export function curvesHtml(
  title: string,
  curves: readonly { readonly points: readonly (readonly [number, number])[] }[],
): string {
  const at = (x: number, y: number) => `${(x * size).toFixed(1)},${((1 - y) * size).toFixed(1)}`;
  const lines = curves.map(({ points }, place) => {
    const look = curves.length === 2 && place === 0 ? "was" : "is";
    return `<polyline class="${look}" points="${points.map(([x, y]) => at(x, y)).join(" ")}"/>`;
  });
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="-1 -1 ${size + 2} ${size + 2}" width="${size}" height="${size}" role="img" aria-label="${escapeHtml(title)}"><path class="frame" d="M0 0V${size}H${size}"/>${lines.join("")}</svg></figure>`;
}

const style = `
:root{color-scheme:light dark;--page:#fff;--text:#1f1f1f;--muted:#616161;--line:#e5e5e5;--ref:#8b8c98;--now:#3d64bc}
@media (prefers-color-scheme:dark){:root{--page:#1f1f1f;--text:#ccc;--muted:#9d9d9d;--line:#333;--ref:#7e7f8b;--now:#5aacff}}
body{font:13px/18px system-ui,sans-serif;margin:24px auto;max-width:1100px;padding:0 20px;color:var(--text);background:var(--page);font-variant-numeric:tabular-nums}
h1{font-size:18px;margin:0 0 4px}h2{font-size:13px;margin:24px 0 6px}.verdict{font-size:15px;margin:0 0 4px}.muted{color:var(--muted)}
table{border-collapse:collapse;font-size:12px;min-width:50%}th{text-align:left;font-weight:500;color:var(--muted);font-size:11px}th,td{padding:3px 16px 3px 0;border-bottom:1px solid var(--line)}
.n{text-align:right}.curves{display:flex;flex-wrap:wrap;gap:24px}figure{margin:8px 0}figcaption{font-size:12px;margin-bottom:4px}
svg{display:block;overflow:visible}polyline{fill:none;stroke-width:1.75}.is{stroke:var(--now)}.was{stroke:var(--ref)}.frame{fill:none;stroke:var(--line)}`;
