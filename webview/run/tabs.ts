import { html, nothing } from "lit";
import { formatCount } from "../../src/shared/format";
import { type RunTab, runTabs } from "../../src/shared/views/run";
import { t } from "../kit/words";
import { dirtyLines } from "./facts";
import type { State } from "./store";

export function tabs(state: State, choose: (tab: RunTab) => void) {
  const move = (event: KeyboardEvent): void => {
    const at = runTabs.indexOf(state.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: runTabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : runTabs[(to + runTabs.length) % runTabs.length];
    if (tab === undefined) return;
    event.preventDefault();
    choose(tab);
    const list = event.currentTarget as HTMLElement;
    queueMicrotask(() =>
      requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()),
    );
  };
  return html`<div class="tabs line" role="tablist" aria-label=${t("Parts of the run")} @keydown=${move}>
    ${runTabs.map((tab) => {
      const count = countOf(state, tab);
      const isChosen = tab === state.tab;
      return html`<button
        role="tab"
        id="tab-${tab}"
        aria-selected=${isChosen ? "true" : "false"}
        aria-controls="panel"
        tabindex=${isChosen ? "0" : "-1"}
        @click=${() => choose(tab)}
      >${titleOf(tab)}${count === undefined ? nothing : html`<span class="count-muted number">${count}</span>`}</button>`;
    })}
  </div>`;
}

function countOf(state: State, tab: RunTab): string | undefined {
  const { detail, traces, folders } = state;
  switch (tab) {
    case "metrics":
      return detail && formatCount(detail.metric_count);
    case "params":
      return detail && formatCount(detail.param_count);
    case "artifacts": {
      const root = folders.get("");
      return root && "files" in root && root.files.length > 0 ? formatCount(root.files.length) : undefined;
    }
    case "traces":
      return traces && traces.length > 0 ? formatCount(traces.length) : undefined;
    case "code": {
      const lines = dirtyLines(state);
      return lines > 0 ? `+${formatCount(lines)}` : undefined;
    }
    default:
      return undefined;
  }
}

function titleOf(tab: RunTab): string {
  switch (tab) {
    case "overview":
      return t("Overview");
    case "metrics":
      return t("Metrics");
    case "params":
      return t("Params");
    case "artifacts":
      return t("Artifacts");
    case "log":
      return t("Log");
    case "traces":
      return t("Traces");
    case "lineage":
      return t("Lineage");
    case "code":
      return t("Code");
    default:
      return tab satisfies never;
  }
}
