import { html, nothing } from "lit";
import type { Comparison, StepFacts } from "../../src/shared/deploymentPage";
import { formatCount, formatDuration, formatNumber, formatPercent, formatTimeLeft } from "../../src/shared/format";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import type { State } from "./state";
import { formatShare } from "./words";

/** Where the rollout stands, and what comes next. */
export function progress(state: State) {
  const { live } = state;
  switch (live.rollout.kind) {
    case "canary":
      return html`${head(canaryTitle(state), canaryNext(state))} ${rail(state)} ${reason(state)}`;
    case "ab":
      return html`${head(t("Test"), undefined)} ${reason(state)}`;
    case "shadow":
      return html`${head(t("Shadow"), undefined)} ${comparison(live.rollout.comparison)} ${reason(state)}`;
    case "blueGreen":
      return html`${head(blueGreenTitle(state), timeLeft(state))} ${reason(state)}`;
    default:
      return live.rollout.kind satisfies never;
  }
}

function head(title: string, next: string | undefined) {
  return html`<div class="section-head"><h2>${title}</h2>${next === undefined ? nothing : html`<span class="muted small-12">${next}</span>`}</div>`;
}

function reason({ live }: State) {
  const { phase, reason: text } = live.deployment;
  const isBad = phase === "Degraded";
  return html`<p class="reason ${isBad ? "" : "muted"}">${isBad ? html`<span class="bad">${icon("error")}</span>` : nothing}<span>${text}</span></p>`;
}

/** The step that goes on; as many as there are once all are done. */
function placeOf({ live }: State): number {
  const { steps } = live.rollout;
  const at = steps.findIndex(({ to }) => live.deployment.step <= to);
  return at < 0 ? steps.length : at;
}

function canaryTitle(state: State): string {
  const { deployment, rollout } = state.live;
  const [place, count] = [placeOf(state), rollout.steps.length];
  if (deployment.phase === "Healthy" || place >= count) return t("All steps done");
  if (deployment.phase === "Degraded") return t("Taken back at step {0} of {1}", place + 1, count);
  return t("Step {0} of {1}", place + 1, count);
}

function canaryNext(state: State): string | undefined {
  const { deployment, rollout } = state.live;
  if (deployment.phase === "Paused") return t("waits until somebody promotes");
  if (deployment.phase !== "Progressing") return undefined;
  const left = timeLeft(state);
  if (left === undefined) return rollout.gates.length > 0 ? t("the gates decide") : undefined;
  if (rollout.gates.length === 0) return left;
  return rollout.elapsed >= (rollout.length ?? 0) ? t("the gates decide") : t("{0}, then the gates decide", left);
}

function timeLeft({ live }: State): string | undefined {
  const { elapsed, length } = live.rollout;
  if (length === undefined) return undefined;
  return elapsed >= length ? t("time is over") : t("{0} left", formatTimeLeft(length - elapsed));
}

function blueGreenTitle({ live }: State): string {
  const { rollout, deployment } = live;
  const preview = rollout.treatments[0] ?? "";
  return t("{0} is live", deployment.step === 1 ? preview : rollout.control);
}

/** The steps in a row: what was passed, where it stands, what is ahead. */
function rail(state: State) {
  const { deployment, rollout } = state.live;
  const place = placeOf(state);
  const isTaken = deployment.phase === "Degraded";
  const gone = rollout.length ? Math.min(1, rollout.elapsed / rollout.length) : 0;
  const last = rollout.steps.at(-1)?.weight === 100;
  const all: readonly (StepFacts | undefined)[] = last ? rollout.steps : [...rollout.steps, undefined];
  return html`<ol class="rail" aria-label=${t("Steps")}>
    ${all.map((step, i) => {
      const look =
        i < place
          ? "done"
          : i > place
            ? "ahead"
            : isTaken
              ? "failed"
              : place >= rollout.steps.length
                ? "done"
                : "current";
      const filled = i < place ? 1 : i === place && !isTaken ? gone : 0;
      return html`<li class=${look} aria-current=${look === "current" ? "step" : nothing}>
        <span class="stop">${look === "done" ? icon("check", t("done")) : look === "failed" ? icon("close", t("taken back")) : nothing}</span>
        ${i < all.length - 1 ? html`<span class="way"><span .style=${`--gone:${filled * 100}%`}></span></span>` : nothing}
        <b class="number">${formatPercent((step?.weight ?? 100) / 100)}</b>
        <span class="muted small number">${step === undefined ? t("done") : look === "current" && deployment.phase === "Paused" ? t("by hand") : stepWords(step, look === "current" ? rollout.elapsed : undefined)}</span>
      </li>`;
    })}
  </ol>`;
}

function stepWords({ pause, isManual }: StepFacts, elapsed: number | undefined): string {
  if (isManual) return t("by hand");
  if (pause === undefined) return t("by gates");
  if (elapsed === undefined || elapsed > pause) return shortly(pause);
  // whole minutes, as soon as there is one: what is left to the second nobody needs to know
  return t("{0} of {1}", shortly(elapsed < minute ? elapsed : elapsed - (elapsed % minute)), shortly(pause));
}

const minute = 60_000;

/** No unit that is zero: 5m, not 5m 00s. */
function shortly(milliseconds: number): string {
  return formatDuration(Math.round(milliseconds / 1000) * 1000)
    .replace(/ 00[ms]$/, "")
    .replace(/^0 ms$/, "0s");
}

/** How far the shadow's answers are from those that clients got. */
function comparison(seen: Comparison | undefined) {
  if (seen === undefined || seen.rows + seen.failed === 0)
    return html`<p class="muted small-12">${t("Nothing was compared yet.")}</p>`;
  const { rows, agreed, differenceSum, differenceMax, failed } = seen;
  const lines: (readonly [string, string])[] = [
    [t("Compared predictions"), formatCount(rows)],
    [t("Same answer"), rows === 0 ? "–" : formatShare(agreed / rows)],
    ...(differenceMax > 0 || rows > agreed
      ? ([
          [t("Mean difference"), formatNumber(differenceSum / Math.max(1, rows))],
          [t("Largest difference"), formatNumber(differenceMax)],
        ] as const)
      : []),
    [t("Failed copies"), formatCount(failed)],
  ];
  return html`<table class="plain compared" aria-label=${t("Comparison")}>
    <tbody>
      ${lines.map(([label, value]) => html`<tr><th scope="row">${label}</th><td class="number">${value}</td></tr>`)}
    </tbody>
  </table>`;
}
