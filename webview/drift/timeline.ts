import { html, nothing, svg } from "lit";
import type { WindowResult } from "../../src/shared/monitors";
import { t } from "../kit/words";
import { count, day, moment } from "./words";

const height = 56;
const most = 60;

export interface TimelineActs {
  choose(window: string): void;
}

/** Where the windows are short, the time of the day says more. */
const short = 12 * 3_600_000;

/** How many columns had drifted in each window, the newest right; a click shows that window. */
export function timeline(all: readonly WindowResult[], chosen: string | undefined, width: number, acts: TimelineActs) {
  const windows = all.slice(-Math.max(1, Math.min(most, Math.floor(width / 14))));
  if (windows.length < 2) return nothing;
  const limit = windows.at(-1)?.limit;
  const top = Math.max(2, limit ?? 0, ...windows.map(({ drifted }) => drifted)) * 1.08;
  const step = width / windows.length;
  const bar = Math.min(46, Math.max(3, step * 0.74));
  const y = (value: number) => Math.round((height - (value / top) * (height - 2)) * 10) / 10;
  const now = chosen ?? windows.at(-1)?.id;
  const at = Math.max(
    0,
    windows.findIndex(({ id }) => id === now),
  );
  const reach = (windows.at(-1)?.to ?? 0) - (windows[0]?.to ?? 0);
  const span = ({ to }: WindowResult) => (reach < short ? moment(to) : day(to - 1));
  const onKey = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: windows.length - 1 }[event.key];
    const next = to === undefined ? undefined : windows[to];
    if (next === undefined) return;
    event.preventDefault();
    acts.choose(next.id);
  };
  const [first, last] = [windows[0] as WindowResult, windows.at(-1) as WindowResult];
  return html`<section class="timeline line" aria-label=${t("Drifted columns by window")}>
    <div class="timeline-head"><h2>${t("Drifted columns by window")}</h2><span class="muted small">${t("last {0}", windows.length)}</span><span class="grow"></span>
      ${limit === undefined ? nothing : html`<span class="muted small">${t("alert at {0}", limit)}</span>`}</div>
    <svg class="bars" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="listbox" tabindex="0"
      aria-label=${t("Windows")} aria-activedescendant="window-${at}" @keydown=${onKey}>
      ${limit === undefined ? nothing : svg`<line class="limit-line" x1="0" x2=${width} y1=${y(limit)} y2=${y(limit)}></line>`}
      ${windows.map((window, i) => {
        const isNow = window.id === now;
        const look = isNow ? "now" : window.health === "warning" || window.health === "failing" ? "alarmed" : "";
        const said = t(
          "{0}: {1} of {2} columns drifted, {3} rows",
          moment(window.to),
          window.drifted,
          window.tested,
          count(window.rows),
        );
        const x = Math.round(i * step + (step - bar) / 2);
        return svg`<g id="window-${i}" role="option" class="window ${look}" aria-selected=${isNow ? "true" : "false"} aria-label=${said} @click=${() => acts.choose(window.id)}>
          <title>${said}</title><rect class="reach" x=${Math.round(i * step)} y="0" width=${Math.ceil(step)} height=${height}></rect>
          <rect class="bar" x=${x} y=${y(Math.max(window.drifted, 0.08))} width=${Math.round(bar)} height=${height - y(Math.max(window.drifted, 0.08))}></rect></g>`;
      })}
    </svg>
    <div class="axis small muted"><span>${span(first)}</span><span>${span(last)}</span></div>
  </section>`;
}
