import { html, nothing } from "lit";
import { formatDuration } from "../../../src/shared/format";
import { type Button, button, dropdown } from "../../kit/controls";
import { host } from "../../kit/host";
import { icon } from "../../kit/icon";
import { t } from "../../kit/words";
import type { Own, State } from "../state";
import { count, methodWord, spaceWord } from "../words";

export interface HeaderActs {
  choose(change: Partial<Own>): void;
  exportAs(under: HTMLElement): void;
}

export function header(state: State, name: string, { choose, exportAs }: HeaderActs) {
  const { page } = state.explained;
  const opensMenu: Button = {
    label: t("Export…"),
    icon: "export",
    act: (event) => exportAs(event.currentTarget as HTMLElement),
  };
  return html`<header class="band header line">
    <div class="grow">
      <div class="title">${icon("lightbulb")}<h1 class="cut" title=${page.model}>${t("Explain: {0}", name)}</h1></div>
      ${facts(state)}
    </div>
    <div class="acts">
      ${state.isLoading ? html`<span class="muted small" role="status">${t("Explaining…")}</span>` : nothing}
      ${outputs(state, choose)} ${spaces(state, choose)} ${button(opensMenu)}
    </div>
  </header>`;
}

function facts({ explained: { page } }: State) {
  const { data, data_version, run, notes } = page;
  return html`<div class="facts">
    <span>${t("{0} rows of", count(page.rows))}
      <button class="link cut" title=${data} @click=${() => void host.command("openExplainedData", data)}>${shortData(data)}</button>
      ${data_version === undefined ? nothing : html`<span class="code">${data_version}</span>`}</span>
    <span>${methodWord(page.method)}</span>
    <span class="number" title=${t("How long the values took")}>${took(page.took_ms)}</span>
    <span title=${t("The largest gap between a prediction and the sum of its parts")}>${additivity(page.additivity)}</span>
    ${notes.map((note) => html`<span class="note" title=${note}>${icon("info")}<span class="cut">${note}</span></span>`)}
    ${
      run === undefined
        ? nothing
        : html`<button class="link" @click=${() => void host.command("openRun", run.id)}>${icon("beaker")}<span class="cut">${run.name}</span></button>`
    }
  </div>`;
}

/** `predictions:churn?last=24h` reads as what it is; of a path its last part. */
function shortData(data: string): string {
  const [, endpoint] = /^predictions:([^?]+)/.exec(data) ?? [];
  if (endpoint !== undefined) return t("predictions of {0}", endpoint);
  const [path = data] = data.split("@");
  return path.split("/").at(-1) ?? path;
}

/** Seconds with two digits, as the picture of a stop watch has them. */
function took(milliseconds: number): string {
  return milliseconds >= 100 && milliseconds < 10_000
    ? `${(milliseconds / 1000).toFixed(milliseconds < 1000 ? 2 : 1)}\u2009s`
    : formatDuration(milliseconds);
}

function additivity(gap: number): string {
  if (!Number.isFinite(gap)) return t("Does not sum to the prediction");
  return gap === 0
    ? t("Sums to the prediction")
    : t("Sums to the prediction within {0}", Number(gap.toPrecision(1)).toExponential().replace("e+", "e"));
}

function outputs({ explained: { page } }: State, choose: HeaderActs["choose"]) {
  if (page.outputs.length < 2) return nothing;
  const choices = page.outputs.map((value) => ({ value, label: value }));
  return dropdown(t("Output"), choices, page.output, (output) => choose({ output }));
}

/** A regressor has but the space of its prediction. */
function spaces({ explained: { page } }: State, choose: HeaderActs["choose"]) {
  if (page.link === undefined && page.space === "raw") return nothing;
  const choices = (["raw", "probability"] as const).map((value) => ({
    value,
    label: spaceWord(value, page.link ?? "logit"),
  }));
  return dropdown(t("Space of the values"), choices, page.space, (value) =>
    choose({ space: value === "probability" ? "probability" : "raw" }),
  );
}
