import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import type { KeyValue } from "../../src/shared/runs";
import { checkbox } from "../kit/controls";
import { host } from "../kit/host";
import { t } from "../kit/words";
import { filterField } from "./filterField";
import { isChanged, short } from "./sidePane";
import type { State } from "./store";

export interface ParamView {
  filter: string;
  onlyDifferences: boolean;
  draw(): void;
}

/** Of a run with thousands of params as many as a person looks through; the filter finds the others. */
const mostRows = 500;

export function paramsTab(state: State, view: ParamView) {
  const { detail, other } = state;
  if (detail === undefined) return nothing;
  if (detail.params.length === 0 && detail.tags.length === 0)
    return html`<div class="empty grow"><div>${t("The run logged no params.")}</div></div>`;
  const wanted = view.filter.trim().toLowerCase();
  const rows = detail.params.filter(
    (param) =>
      (wanted === "" || `${param.key} ${param.value}`.toLowerCase().includes(wanted)) &&
      (!view.onlyDifferences || (other && (isChanged(param, other.params) || !other.params.has(param.key)))),
  );
  return html`<div class="main">
    <div class="band toolbar">
      ${filterField(t("Filter params"), view)}
      ${
        other
          ? checkbox(t("Only differences"), view.onlyDifferences, (isOn) => {
              view.onlyDifferences = isOn;
              view.draw();
            })
          : nothing
      }
      <span class="grow"></span>
      ${
        other
          ? html`<button class="link" @click=${() => host.command("diffRuns", other.run, state.run)}>${t("Compare with {0} in the diff editor", other.label)}</button>`
          : nothing
      }
    </div>
    ${rows.length === 0 ? nothingShown(detail.params.length, view) : paramTable(rows, other)}
    ${rows.length > mostRows ? html`<p class="none small">${t("{0} more: filter to find them", formatCount(rows.length - mostRows))}</p>` : nothing}
    ${wanted === "" ? goneLine(state) : nothing}
    ${tagTable(state, wanted)}
  </div>`;
}

function nothingShown(all: number, view: ParamView) {
  const showAll = () => {
    view.filter = "";
    view.onlyDifferences = false;
    view.draw();
  };
  return html`<div class="empty"><div>${t("No param is shown.")}</div><button class="link" @click=${showAll}>${t("Show all {0}", formatCount(all))}</button></div>`;
}

function paramTable(rows: readonly KeyValue[], other: State["other"]) {
  return html`<table class="plain facts-table">
    <thead><tr><th>${t("Param")}</th><th>${t("Value")}</th>${other ? html`<th class="cut" title=${other.label}>${other.label}</th>` : nothing}</tr></thead>
    <tbody>${rows.slice(0, mostRows).map((param) => {
      const before = other?.params.get(param.key);
      const differs = other !== undefined && before !== param.value;
      return html`<tr class=${differs ? "differs" : ""}>
        <td class="code cut" title=${param.key}>${param.key}</td>
        <td class="code cut" title=${param.value.slice(0, 2000)}>${short(param.value)}</td>
        ${other ? html`<td class="code cut muted" title=${(before ?? "").slice(0, 2000)}>${before === undefined ? "–" : differs ? short(before) : "="}</td>` : nothing}
      </tr>`;
    })}</tbody>
  </table>`;
}

/** What only the run has that this one is held against. */
function goneLine({ detail, other }: State) {
  const gone = [...(other?.params.keys() ?? [])].filter((key) => !detail?.params.some((param) => param.key === key));
  if (other === undefined || gone.length === 0) return nothing;
  return html`<p class="none small cut">${t("Only in {0}: {1}", other.label, gone.slice(0, 20).join(", "))}</p>`;
}

function tagTable({ detail }: State, wanted: string) {
  const tags = (detail?.tags ?? []).filter(
    ({ key, value }) => wanted === "" || `${key} ${value}`.toLowerCase().includes(wanted),
  );
  if (tags.length === 0) return nothing;
  return html`<div class="head"><h2>${t("Tags")}</h2></div>
    <table class="plain facts-table">
      <tbody>${tags.slice(0, mostRows).map(({ key, value }) => html`<tr><td class="code cut" title=${key}>${key}</td><td class="code cut" title=${value.slice(0, 2000)}>${short(value)}</td></tr>`)}</tbody>
    </table>`;
}
