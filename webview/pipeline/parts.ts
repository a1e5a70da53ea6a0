import { html } from "lit";
import { t } from "../kit/words";
import { type Tab, tabs } from "./state";

/** The graph of the pipeline, or the plots of its project. */
export function parts(chosen: Tab, choose: (tab: Tab) => void) {
  const move = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    choose(chosen === "graph" ? "plots" : "graph");
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  const names: Readonly<Record<Tab, string>> = { graph: t("Graph"), plots: t("Plots") };
  return html`<div class="tabs line parts" role="tablist" aria-label=${t("Parts of the pipeline")} @keydown=${move}>
    ${tabs.map(
      (tab) =>
        html`<button role="tab" id="tab-${tab}" aria-selected=${tab === chosen ? "true" : "false"} aria-controls="panel-${tab}" tabindex=${tab === chosen ? 0 : -1} @click=${() => choose(tab)}>${names[tab]}</button>`,
    )}
  </div>`;
}
