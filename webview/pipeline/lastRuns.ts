import { html, nothing } from "lit";
import { formatDate, formatDuration } from "../../src/shared/format";
import type { StageDuration, StagePage } from "../../src/shared/pipelinePage";
import { host } from "../kit/host";
import { pageLocale, t } from "../kit/words";
import { stateWord } from "./words";

/** The stage's last runs as bars of how long they took, each the way to its run. */
export function lastRuns({ durations }: StagePage, now: number) {
  const last = durations.at(-1);
  if (last === undefined || durations.length < 2) return nothing;
  const most = Math.max(...durations.map(({ seconds }) => seconds), 0.001);
  return html`<div class="pair"><span class="muted grow">${t("Last {0} runs", durations.length)}</span>
    <span class="last-runs" role="group" aria-label=${t("Last {0} runs", durations.length)} @keydown=${walk}>
      ${durations.map((each, i) => bar(each, { share: each.seconds / most, isStop: i === durations.length - 1, now }))}
    </span>
    <span class="number">${formatDuration(last.seconds * 1000)}</span></div>`;
}

interface Look {
  readonly share: number;
  /** The one that Tab comes to. */
  readonly isStop: boolean;
  readonly now: number;
}

function bar({ at, seconds, isFailed, run }: StageDuration, { share, isStop, now }: Look) {
  const date = formatDate(at, { now, locale: pageLocale() });
  const said = `${date}, ${formatDuration(seconds * 1000)}, ${stateWord(isFailed ? "failed" : "done")}`;
  const inside = html`<span class="length ${isFailed ? "failed" : ""}" .style=${`height:${Math.max(2, Math.round(18 * share))}px`}></span>`;
  return run === undefined
    ? html`<span class="last-run" role="img" title=${said} aria-label=${said}>${inside}</span>`
    : html`<button class="last-run" tabindex=${isStop ? 0 : -1} title=${said} aria-label=${t("Open run of {0}", said)} @click=${() => void host.command("openRun", run)}>${inside}</button>`;
}

function walk(event: KeyboardEvent): void {
  const bars = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
  const at = bars.indexOf(event.target as HTMLElement);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
  const next = to === undefined ? undefined : bars[to];
  if (next === undefined) return;
  for (const each of bars) each.tabIndex = each === next ? 0 : -1;
  next.focus();
  event.preventDefault();
}
