import { html, nothing } from "lit";
import { formatDate, formatDuration } from "../../src/shared/format";
import { pageLocale, t } from "../kit/words";
import { type LanedBar, lanesOf, timeTicks } from "./lanes";
import { isLive, type State } from "./state";
import { stateWord } from "./words";

const mostFree = 4;

/** What ran side by side, a lane a job. Nothing where nothing had to run. */
export function laneChart(state: State, choose: (stage: string) => void) {
  const { repro, now } = state.page;
  if (repro === undefined || repro.bars.length === 0) return nothing;
  const live = isLive(state);
  const lanes = lanesOf(repro.bars, repro.ended ?? now);
  // the lanes that stay free keep their place when it ends, and so does the graph above
  const free = Math.max(0, Math.min(repro.jobs, mostFree) - lanes.length);
  const length = Math.max(
    1000,
    (repro.ended ?? now) - repro.began,
    ...repro.bars.map((bar) => (bar.ended ?? 0) - repro.began),
  );
  // while it goes on there is room ahead
  const span = length * (live ? 1.2 : 1.02);
  const title = live ? t("This run") : t("Last run");
  return html`<section class="lanes" aria-label=${title}>
    <div class="section-head">
      <h2>${title}</h2>
      <span class="muted small-12 grow cut">${
        live
          ? repro.jobs === 1
            ? t("1 job, one stage after the other")
            : t("{0} jobs, stages that do not depend on each other run side by side", repro.jobs)
          : t("{0}, took {1}", formatDate(repro.began, { now, locale: pageLocale() }), formatDuration(length))
      }</span>
      <span class="keys small">${(["done", "running", "failed", "killed"] as const)
        .filter((look) => look === "done" || repro.bars.some((bar) => lookOf(bar) === look))
        .map((look) => html`<span class="swatch ${look}"></span>${stateWord(look)} `)}</span>
    </div>
    <div class="times" aria-hidden="true">
      ${timeTicks(span).map((at) => html`<span .style=${`left:${(100 * at) / span}%`}>${formatTick(at)}</span>`)}
    </div>
    <ol>
      ${[...lanes, ...Array.from({ length: free }, () => [] as LanedBar[])].map(
        (lane, i) => html`<li>
          <span class="job muted">${t("job {0}", i + 1)}</span>
          <span class="track">${
            lane.length === 0
              ? html`<span class="muted free">${live ? t("free") : t("not used")}</span>`
              : lane.map((bar, k) => laneBar(bar, { began: repro.began, span, next: lane[k + 1]?.began }, choose))
          }</span>
        </li>`,
      )}
    </ol>
  </section>`;
}

const looks = { failed: "failed", killed: "killed", running: "running" } as const;

function lookOf({ state }: Pick<LanedBar, "state">): "done" | (typeof looks)[keyof typeof looks] {
  return state in looks ? looks[state as keyof typeof looks] : "done";
}

interface Scale {
  readonly began: number;
  readonly span: number;
  readonly next: number | undefined;
}

function laneBar(bar: LanedBar, { began, span, next }: Scale, choose: (stage: string) => void) {
  const left = (100 * (bar.began - began)) / span;
  const width = (100 * (bar.end - bar.began)) / span;
  const room = (100 * ((next ?? began + span) - bar.end)) / span;
  const look = lookOf(bar);
  const said = `${bar.stage}, ${stateWord(bar.state)}, ${formatDuration(bar.end - bar.began)}`;
  // about how much of the lane a name takes
  const needs = bar.stage.length * 0.75 + 2;
  const isInside = width > needs && look !== "failed" && look !== "killed";
  const isBeside = !isInside && room > needs;
  return html`<button
      class="lane-bar ${look}"
      title=${said}
      aria-label=${said}
      .style=${`left:${left}%;width:${width}%`}
      @click=${() => choose(bar.stage)}
    >${isInside ? html`<span class="cut">${bar.stage}</span>` : nothing}</button>${
      isBeside
        ? html`<span class="beside" aria-hidden="true" .style=${`left:${left + width}%`}>${bar.stage}</span>`
        : nothing
    }`;
}

function formatTick(at: number): string {
  return at === 0 ? "0s" : formatDuration(at);
}
