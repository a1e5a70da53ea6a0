import { html, nothing } from "lit";
import type { DriftDocument, TableName } from "../../src/shared/drift";
import { formatDuration } from "../../src/shared/format";
import type { Health, WindowResult } from "../../src/shared/monitors";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { reportOf } from "./rows";
import type { State } from "./state";
import { count, day, moment } from "./words";

export interface HeaderActs {
  exportHtml(): void;
  exportJson(): void;
  check(): void;
}

export function header(state: State, name: string, acts: HeaderActs) {
  const { drift, monitor, own, isBusy } = state;
  const report = drift && reportOf(drift, own.segment);
  const shown = shownWindow(state);
  const [symbol, look] =
    signs[shown && own.segment === undefined ? shown.health : report?.drifted ? "warning" : "healthy"];
  const says = shown && own.segment === undefined ? shown.says : report && verdict(report.drifted, report.tested);
  const [first, ...others] = says?.split("; ") ?? [];
  const fault = monitor?.state.fault;
  return html`<header class="band header line">
    <div class="grow">
      <div class="title">${icon("pulse")}<h1 class="cut" title=${name}>${t("Drift: {0}", name)}</h1>
        ${
          says === undefined
            ? nothing
            : html`<span class="verdict-short"><span class="codicon codicon-${symbol} ${look}" aria-hidden="true"></span>${first}</span>`
        }</div>
      <div class="facts">${drift === undefined ? nothing : facts(drift, state)}${others.map((each) => html`<span>${each}</span>`)}${fault === undefined ? nothing : html`<span class="warn">${fault}</span>`}</div>
    </div>
    <div class="acts">
      ${button({ label: isBusy ? t("Checking…") : t("Check now"), icon: "refresh", isOff: isBusy || host.isAway(), act: acts.check })}
      ${button({ label: t("Export HTML"), icon: "export", isOff: drift === undefined, act: acts.exportHtml })}
      ${button({ label: "JSON", isOff: drift === undefined, hint: t("Export as JSON"), act: acts.exportJson })}
    </div>
  </header>`;
}

const signs: Readonly<Record<Health, readonly [symbol: string, look: string]>> = {
  failing: ["warning", "warn"],
  warning: ["warning", "warn"],
  healthy: ["check", "good"],
  unknown: ["question", "muted"],
};

/** Of a monitor: the window that was chosen, else the newest. */
function shownWindow({ monitor, window }: State): WindowResult | undefined {
  return monitor?.windows.find(({ id }) => id === window) ?? monitor?.windows.at(-1);
}

export function verdict(drifted: number, tested: number): string {
  if (tested === 0) return t("no column could be tested");
  return drifted === 0
    ? t("none of {0} columns drifted", count(tested))
    : t("{0} of {1} columns drifted", count(drifted), count(tested));
}

function facts(drift: DriftDocument, state: State) {
  const shown = shownWindow(state);
  const when = shown && spanOf(shown);
  return html`<span><span>${t("Reference")} ${table(drift.reference)}</span></span>
    <span><span>${t("Current")} ${when === undefined ? table(drift.current) : html`<b>${when}</b>, ${rowsOf(drift.current.rows, state.monitor?.state.target.kind === "deployment")}`}</span></span>
    <span class="number">${t("Computed in {0}", formatDuration(drift.took_ms))}</span>`;
}

function rowsOf(rows: number, arePredictions: boolean): string {
  return arePredictions ? t("{0} predictions", count(rows)) : t("{0} rows", count(rows));
}

/** A day as a day, and what is shorter by its times. */
function spanOf({ from, to }: WindowResult): string {
  const [start, end] = [moment(from), moment(to)];
  if (to - from >= 20 * 3_600_000) return to - from < 28 * 3_600_000 ? day(from) : `${day(from)} – ${day(to - 1)}`;
  return start === end || from === 0 ? end : `${start} – ${end}`;
}

function table({ name, rows, version }: TableName) {
  const path = /^[a-z]+:/i.test(name) ? undefined : name.replace(/@[^/]*$/, "");
  const label =
    path === undefined
      ? html`<b>${name}</b>`
      : html`<button class="link" title=${t("Open {0}", path)} @click=${() => void host.command("openTableFile", path)}>${name}</button>`;
  return html`${label}${version === undefined ? nothing : html` <span class="code">${version.slice(0, 7)}</span>`}, ${t("{0} rows", count(rows))}`;
}
