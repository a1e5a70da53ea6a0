import { html, nothing } from "lit";
import type { RolloutEvent } from "../../src/shared/deploymentPage";
import { formatDate } from "../../src/shared/format";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import type { State } from "./state";

const few = 8;

/** Who moved the traffic, when and why; newest first. */
export function events({ history, showsAllEvents, live }: State, showAll: () => void) {
  const shown = showsAllEvents ? history : history.slice(0, few);
  return html`<section class="block events" aria-label=${t("Events")}>
    <div class="section-head">
      <h2 class="grow">${t("Events")}</h2>
      ${shown.length < history.length ? html`<button class="link small-12" @click=${showAll}>${t("All {0}", history.length)}</button>` : nothing}
    </div>
    <ol>
      ${shown.map(
        (event) => html`<li>
          <time class="code muted" datetime=${new Date(event.at).toISOString()}>${moment(event.at, live.now)}</time>
          <span class=${event.act === "rollback" ? "bad" : event.act === "look failed" ? "warn" : "muted"}>${icon(icons[event.act], words(event.act))}</span>
          <b class="cut">${event.by ?? "tidemark"}</b>
          <span class="why">${event.reason}</span>
        </li>`,
      )}
    </ol>
  </section>`;
}

/** The clock alone, of today. */
function moment(at: number, now: number): string {
  const said = formatDate(at, { now, seconds: true });
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? (said.split(" ").at(-1) ?? said) : said;
}

const icons: Readonly<Record<RolloutEvent["act"], string>> = {
  start: "play",
  step: "arrow-up",
  pause: "debug-pause",
  promote: "arrow-up",
  rollback: "discard",
  finish: "check",
  "look failed": "warning",
  models: "package",
};

function words(act: RolloutEvent["act"]): string {
  switch (act) {
    case "start":
      return t("started");
    case "step":
      return t("next step");
    case "pause":
      return t("pause");
    case "promote":
      return t("promoted");
    case "rollback":
      return t("taken back");
    case "finish":
      return t("finished");
    case "look failed":
      return t("a look failed");
    case "models":
      return t("another version");
    default:
      return act satisfies never;
  }
}
