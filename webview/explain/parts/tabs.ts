import { html, nothing } from "lit";
import { t } from "../../kit/words";
import { type State, type Tab, tabs } from "../state";
import { count } from "../words";

export function tabStrip({ own, explained }: State, choose: (tab: Tab) => void) {
  const move = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(own.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (tab === undefined) return;
    event.preventDefault();
    choose(tab);
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return html`<div class="tabs line" role="tablist" aria-label=${t("Parts of the explanation")} @keydown=${move}>
    ${tabs.map(
      (
        tab,
      ) => html`<button role="tab" id="tab-${tab}" aria-selected=${tab === own.tab ? "true" : "false"} aria-controls="panel"
        tabindex=${tab === own.tab ? "0" : "-1"} @click=${() => choose(tab)}>${titleOf(tab)}${
          tab === "rows" ? html`<span class="count-muted number">${count(explained.rows)}</span>` : nothing
        }</button>`,
    )}
  </div>`;
}

function titleOf(tab: Tab): string {
  switch (tab) {
    case "summary":
      return t("Summary");
    case "dependence":
      return t("Dependence");
    case "interactions":
      return t("Interactions");
    case "decision":
      return t("Decision plot");
    case "cohorts":
      return t("Cohorts");
    case "rows":
      return t("Rows");
    default:
      return tab satisfies never;
  }
}
