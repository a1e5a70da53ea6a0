import { html, nothing } from "lit";
import type { TableName } from "../../src/shared/drift";
import { formatDuration } from "../../src/shared/format";
import type { QualityDocument } from "../../src/shared/quality";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { count } from "./words";

export interface HeaderWish {
  readonly title: string;
  readonly isBusy: boolean;
  readonly facts: unknown;
  /** undefined: nothing to judge yet. */
  readonly ok: boolean | undefined;
  readonly limits: string | undefined;
  refresh(): void;
  exportHtml(): void;
  exportJson(): void;
}

/** What it is about, and what can be done with it; of quality and of fairness. */
export function header({ title, isBusy, facts, ok, limits, refresh, exportHtml, exportJson }: HeaderWish) {
  const [symbol, look] = ok ? ["pass", "good"] : ["error", "bad"];
  return html`<header class="band header line">
    <div class="grow">
      <div class="title">${icon("pulse")}<h1 class="cut" title=${title}>${title}</h1>
        ${limits === undefined ? nothing : html`<span class="verdict-short"><span class="codicon codicon-${symbol} ${look}" aria-hidden="true"></span>${limits}</span>`}</div>
      <div class="facts">${facts}</div>
    </div>
    <div class="acts">
      ${button({ label: isBusy ? t("Measuring…") : t("Measure again"), icon: "refresh", isOff: isBusy || host.isAway(), act: refresh })}
      ${button({ label: t("Export HTML"), icon: "export", isOff: ok === undefined, act: exportHtml })}
      ${button({ label: "JSON", isOff: ok === undefined, hint: t("Export as JSON"), act: exportJson })}
    </div>
  </header>`;
}

export function qualityFacts({ tables, columns, current, unlabelled, took_ms }: QualityDocument) {
  const { actual, prediction, probabilities } = columns;
  const left = Object.entries(current?.dropped ?? {});
  return html`<span><span>${t("Table")} ${table(tables.current)}</span></span>
    ${tables.reference ? html`<span><span>${t("Reference")} ${table(tables.reference)}</span></span>` : nothing}
    ${actual !== undefined && current ? html`<span><span>${t("Actual")} <b>${actual}</b></span></span>` : nothing}
    ${prediction === undefined ? nothing : html`<span><span>${t("Prediction")} <b>${prediction}</b></span></span>`}
    ${probabilities.length === 0 ? nothing : html`<span><span>${t("Probability")} <b>${probabilities.length > 2 ? t("{0} columns", probabilities.length) : probabilities.join(", ")}</b></span></span>`}
    ${left.map(([name, rows]) => html`<span>${t("{0} rows without {1} left out", count(rows), name)}</span>`)}
    ${unlabelled?.calibrated ? html`<span>${t("probabilities mended on the reference")}</span>` : nothing}
    <span class="number">${t("Computed in {0}", formatDuration(took_ms))}</span>`;
}

/** A table by its name, which opens it where it is a file. */
export function table({ name, rows }: TableName) {
  const path = /^[a-z]+:/i.test(name) ? undefined : name.replace(/@[^/]*$/, "");
  const label =
    path === undefined
      ? html`<b>${name}</b>`
      : html`<button class="link" title=${t("Open {0}", path)} @click=${() => void host.command("openTableFile", path)}>${name}</button>`;
  return html`${label}, ${t("{0} rows", count(rows))}`;
}

export function sayTrouble(text: string, again: () => void) {
  return html`<div class="error" role="alert">
    ${icon("error")}<span>${text}
      <button class="link" @click=${again}>${t("Try again")}</button>
      <button class="link" @click=${() => void host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}

/** Of an address the last part of its path. */
export function shortName(address: string): string {
  return address.split("/").at(-1) ?? address;
}

export function fileName(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, "-");
}
