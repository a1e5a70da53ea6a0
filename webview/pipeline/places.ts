import { html, nothing } from "lit";
import type { PipelineFault } from "../../src/shared/pipelinePage";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";

const few = 3;

/** What is wrong with the files, each with a way to its line. */
export function faultList(faults: readonly PipelineFault[], open: (file: string, line: number | undefined) => void) {
  if (faults.length === 0) return nothing;
  const sorted = [...faults].sort((a, b) => a.severity.localeCompare(b.severity));
  return html`<div class="faults line" role="alert">
    ${sorted.slice(0, few).map(
      ({ message, file, line, severity }) => html`<div class="fault">
        <span class=${severity === "error" ? "state-failed" : "warn"}>${icon(severity === "error" ? "error" : "warning", severity === "error" ? t("Error") : t("Warning"))}</span>
        <span>${message} <button class="link code" @click=${() => open(file, line)}>${line === undefined ? file : `${file}:${line}`}</button></span>
      </div>`,
    )}
    ${faults.length > few ? html`<div class="muted small more-faults">${t("{0} more", faults.length - few)}</div>` : nothing}
  </div>`;
}

/** No pipeline in the folder, or one without a stage. */
export function emptyPipeline(pipeline: string | undefined) {
  return html`<div class="empty grow">
    <div>${pipeline === undefined ? t("No pipeline in this folder yet.") : t("{0} has no stages yet.", pipeline)}</div>
    <div class="muted">${t("A dvc.yaml names stages: a command, what it reads and what it writes. Only what changed is run again.")}</div>
    ${button({ label: t("Add stage…"), isPrimary: true, act: () => void host.command("addStage") })}
  </div>`;
}

export function nothingChanged(showAll: () => void) {
  return html`<div class="empty over">
    <div>${t("Nothing changed: every stage is up to date.")}</div>
    <button class="link" @click=${showAll}>${t("Show all stages")}</button>
  </div>`;
}
