import { html } from "lit";
import type { RunStatus } from "../../src/shared/runs";
import { t } from "./words";

export const statusIcons: Readonly<Record<RunStatus, string>> = {
  RUNNING: "sync",
  SCHEDULED: "clockface",
  FINISHED: "check",
  FAILED: "error",
  KILLED: "circle-slash",
};

export function statusWord(status: RunStatus): string {
  switch (status) {
    case "RUNNING":
      return t("Running");
    case "SCHEDULED":
      return t("Queued");
    case "FINISHED":
      return t("Finished");
    case "FAILED":
      return t("Failed");
    case "KILLED":
      return t("Killed");
    default:
      return status satisfies never;
  }
}

/** The state of a run: an icon, and the word for whoever does not see it. */
export function statusIcon(status: RunStatus) {
  const word = statusWord(status);
  return html`<span class="codicon codicon-${statusIcons[status]} state-${status.toLowerCase()}" role="img" aria-label=${word} title=${word}></span>`;
}
