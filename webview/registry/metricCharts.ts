import { html, nothing, svg } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { decimalsOf, formatAt } from "../../src/core/metrics/precision";
import { formatNumber } from "../../src/shared/format";
import type { VersionDetail } from "../../src/shared/modelDetail";
import { t } from "../kit/words";
import { axisTicks } from "./axisTicks";
import { metricOf } from "./state";

const width = 280;
const height = 160;
const left = 44;
const top = 8;
const bottom = 22;
const right = 8;

interface Spot {
  readonly version: VersionDetail;
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/** One metric over the versions, oldest left. What serves is green, what is judged blue, the rest grey. */
export function metricChart(key: string, versions: readonly VersionDetail[], chosen: VersionDetail | undefined) {
  const spots = placeSpots(key, versions);
  const values = spots.map(({ value }) => value);
  const direction = guessDirection(key);
  return html`<figure class="chart">
    <figcaption><b class="cut" title=${key}>${key}</b>${
      direction === "lower" ? html`<span class="muted small">${t("lower is better")}</span>` : nothing
    }</figcaption>
    ${
      spots.length === 0
        ? html`<p class="muted">${t("No version has a number here.")}</p>`
        : html`<svg
            viewBox="0 0 ${width} ${height}"
            role="img"
            aria-label=${summary(key, spots)}
            preserveAspectRatio="xMinYMin meet"
          >
            ${grid(values)} ${versionLabels(versions)}
            <polyline class="path" points=${spots.map(({ x, y }) => `${x},${y}`).join(" ")}></polyline>
            ${spots.map((spot) => dot(spot, chosen))}
          </svg>`
    }
  </figure>`;
}

function placeSpots(key: string, versions: readonly VersionDetail[]): Spot[] {
  const found = versions.flatMap((version, i) => {
    const value = metricOf(version, key);
    return value !== undefined && Number.isFinite(value) ? [{ version, value, x: xOf(i, versions.length) }] : [];
  });
  const scale = scaleOf(found.map(({ value }) => value));
  return found.map((spot) => ({ ...spot, y: scale(spot.value) }));
}

function xOf(i: number, count: number): number {
  const inner = width - left - right - 24;
  return round(left + 12 + (count < 2 ? inner / 2 : (inner * i) / (count - 1)));
}

function scaleOf(values: readonly number[]): (value: number) => number {
  const ticks = axisTicks(values);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  return (value) => round(top + (height - top - bottom) * (1 - (value - low) / (high - low)));
}

function grid(values: readonly number[]) {
  const scale = scaleOf(values);
  const ticks = axisTicks(values);
  const decimals = decimalsOf(ticks);
  return ticks.map(
    (tick) => svg`<line class="rule" x1=${left} x2=${width - right} y1=${scale(tick)} y2=${scale(tick)}></line>
      <text class="label end" x=${left - 6} y=${scale(tick) + 4}>${formatAt(tick, decimals)}</text>`,
  );
}

/** As many as have room; the newest is always said. */
function versionLabels(versions: readonly VersionDetail[]) {
  const step = Math.ceil(versions.length / 6);
  return versions.map((version, i) =>
    (versions.length - 1 - i) % step === 0
      ? svg`<text class="label middle" x=${xOf(i, versions.length)} y=${height - 6}>v${version.version}</text>`
      : nothing,
  );
}

function dot({ version, value, x, y }: Spot, chosen: VersionDetail | undefined) {
  const role = version === chosen ? "chosen" : version.stage === "Production" ? "production" : "other";
  return svg`<circle class="dot ${role}" cx=${x} cy=${y} r="4"><title>v${version.version}: ${String(value)}</title></circle>`;
}

/** What the picture says, for who does not see it. */
export function summary(key: string, spots: readonly Pick<Spot, "version" | "value">[]): string {
  const sorted = [...spots].sort((a, b) => a.value - b.value);
  const direction = guessDirection(key);
  const [best, last] = [direction === "lower" ? sorted[0] : sorted.at(-1), spots.at(-1)];
  if (direction === "none")
    return t(
      "{0} over {1} versions: newest {2} in v{3}",
      key,
      spots.length,
      formatNumber(last?.value ?? Number.NaN),
      last?.version.version ?? 0,
    );
  return t(
    "{0} over {1} versions: best {2} in v{3}, newest {4} in v{5}",
    key,
    spots.length,
    formatNumber(best?.value ?? Number.NaN),
    best?.version.version ?? 0,
    formatNumber(last?.value ?? Number.NaN),
    last?.version.version ?? 0,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
