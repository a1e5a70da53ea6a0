import { escapeHtml, standaloneDocument } from "../../../src/core/html/standaloneDocument";
import { formatDate } from "../../../src/shared/format";
import type { ChartTable } from "../../charts/table";
import { pageLocale, t } from "../../kit/words";
import { chosenRow, type State } from "../state";
import { count, methodWord, sentence, spaceWord } from "../words";
import { partsTable } from "./rowPane";
import { summaryTable } from "./summaryTable";

/** One file that says it all without the editor: pictures within it, tables under them, no script. */
export function standalone(state: State, name: string, pictures: readonly { title: string; data: string }[]): string {
  const { page } = state.explained;
  const row = chosenRow(state);
  const facts = [
    t("{0} rows of", count(page.rows)) +
      ` ${page.data}${page.data_version === undefined ? "" : ` ${page.data_version}`}`,
    methodWord(page.method),
    `${spaceWord(page.space, page.link)}, ${page.output}`,
    ...page.notes,
    formatDate(Date.now(), { now: 0, locale: pageLocale() }),
  ];
  const said = row && sentence(state.explained, row);
  const rowTitle = row?.row === undefined ? t("Logged prediction") : t("Row {0}", count(row.row + 1));
  return standaloneDocument({
    title: t("Explain: {0}", name),
    language: pageLocale(),
    style,
    body: `<h1>${escapeHtml(t("Explain: {0}", name))}</h1>
<p>${facts.map(escapeHtml).join(" · ")}</p>
${pictures.map(({ title, data }) => `<h2>${escapeHtml(title)}</h2>\n<img alt="${escapeHtml(title)}" src="${data}">`).join("\n")}
<h2>${escapeHtml(t("Features"))}</h2>
${tableText(summaryTable(state.explained))}
${row && said ? `<h2>${escapeHtml(rowTitle)}</h2>\n<p><b>${escapeHtml(said.figure)}</b> ${escapeHtml(said.rest)}</p>\n${tableText(partsTable(row))}` : ""}`,
  });
}

function tableText({ heads, rows, note }: ChartTable): string {
  const look = (i: number) => (rows.some((row) => typeof row[i] === "number") ? ' class="number"' : "");
  const cell = (tag: string, text: string, i: number) => `<${tag}${look(i)}>${escapeHtml(text)}</${tag}>`;
  const head = heads.map((text, i) => cell("th", text, i)).join("");
  const body = rows.map(
    (row) => `<tr>${row.map((value, i) => cell("td", value === undefined ? "" : String(value), i)).join("")}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>${note === undefined ? "" : `<p>${escapeHtml(note)}</p>`}`;
}

const style = `:root { color-scheme: light dark; }
body { font: 13px/18px system-ui, sans-serif; max-width: 1000px; margin: 24px auto; padding: 0 20px; font-variant-numeric: tabular-nums; }
h1 { font-size: 18px; font-weight: 600; } h2 { font-size: 13px; font-weight: 600; margin: 24px 0 8px; }
p { margin: 4px 0; } img { max-width: 100%; border-radius: 2px; }
table { border-collapse: collapse; font-size: 12px; } th, td { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid #8883; }
td.number, th.number { text-align: right; }`;
