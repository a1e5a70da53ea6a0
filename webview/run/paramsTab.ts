import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import { checkbox, textField } from "../kit/controls";
import { host } from "../kit/host";
import { t } from "../kit/words";
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
  const gone = other ? [...other.params].filter(([key]) => !detail.params.some((param) => param.key === key)) : [];
  return html`<div class="main">
    <div class="band toolbar">
      ${textField({
        label: t("Filter params"),
        placeholder: t("Filter"),
        icon: "filter",
        value: view.filter,
        input: (value) => {
          view.filter = value;
          view.draw();
        },
      })}
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
    ${
      rows.length === 0
        ? html`<div class="empty"><div>${t("No param is shown.")}</div><button class="link" @click=${() => {
            view.filter = "";
            view.onlyDifferences = false;
            view.draw();
          }}>${t("Show all {0}", formatCount(detail.params.length))}</button></div>`
        : html`<table class="plain facts-table">
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
          </table>`
    }
    ${rows.length > mostRows ? html`<p class="none small">${t("{0} more: filter to find them", formatCount(rows.length - mostRows))}</p>` : nothing}
    ${
      gone.length > 0 && wanted === ""
        ? html`<p class="none small cut">${t(
            "Only in {0}: {1}",
            other?.label ?? "",
            gone
              .slice(0, 20)
              .map(([key]) => key)
              .join(", "),
          )}</p>`
        : nothing
    }
    ${tagTable(state, wanted)}
  </div>`;
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
