import { html, render } from "lit";
import type { RuntimeState } from "../../src/shared/views/page";
import { host } from "./host";
import { icon } from "./icon";
import { t } from "./words";

/** The line above a page whose runtime is away. What was read stays; acts are off until it is back. */
export function showStrip(root: HTMLElement, first: RuntimeState): void {
  const show = (state: RuntimeState, since: number): void => {
    const isAway = state === "away" || state === "failed" || state === "stopped";
    document.body.classList.toggle("tm-away", isAway);
    render(isAway ? strip(words(state, since)) : "", root);
  };
  show(first, Date.now());
  host.onRuntime(show);
}

function words(state: RuntimeState, since: number): string {
  const time = new Date(since).toLocaleTimeString("en-GB");
  if (state === "away") return t("Reconnecting since {0}", time);
  return state === "stopped" ? t("The runtime has ended.") : t("The runtime could not start.");
}

function strip(text: string) {
  return html`<div class="strip" role="status">
    ${icon("debug-disconnect")}<span class="grow">${text}</span>
    <button class="link" @click=${() => host.command("restartRuntime")}>${t("Restart runtime")}</button>
    <button class="link" @click=${() => host.command("showLog")}>${t("Show log")}</button>
  </div>`;
}
