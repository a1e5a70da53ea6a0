import { html, svg } from "lit";
import type { Predicted } from "../../src/shared/deploymentPage";
import { formatCount, formatNumber } from "../../src/shared/format";
import { linearTicks } from "../charts/ticks";
import { t } from "../kit/words";
import { axes, figure, planeOf } from "./plot";
import { colourOf, namesOf, type State } from "./state";
import { keys } from "./timeCharts";
import { formatShare } from "./words";

const mostLabels = 6;

interface Side {
  readonly name: string;
  readonly colour: string;
  readonly predicted: Predicted;
}

/** What each variant predicts: how far they lie apart is seen before it is measured. */
export function predictedChart(state: State, width: number) {
  const { live } = state;
  const { rollout } = live;
  const sides = namesOf(live).flatMap((name): Side[] => {
    const predicted = rollout.predicted[name];
    return predicted && predicted.total > 0 ? [{ name, colour: colourOf(live, name), predicted }] : [];
  });
  const [drift] = rollout.treatments.flatMap((name) => rollout.drift[name] ?? []);
  const aside =
    drift === undefined || rollout.treatments.length > 1
      ? keys(sides)
      : html`<span class="muted number" title=${t("Chance alone gives up to {0}", formatNumber(drift.chance))}
          >PSI ${formatNumber(Number(drift.value.toPrecision(2)))}</span
        >`;
  const isLabelled = sides.some(({ predicted }) => Object.keys(predicted.labels).length > 0);
  return figure({
    title: t("Predictions"),
    unit: isLabelled ? t("% by label") : t("% by value"),
    aside,
    width,
    summary: summary(sides),
    drawn: isLabelled ? labels(sides, width) : histogram(sides, width),
    ...(sides.length === 0 && { nothing: t("No prediction since this step began.") }),
  });
}

function histogram(sides: readonly Side[], width: number) {
  const shares = sides.flatMap(({ predicted: { bins, total }, colour }) =>
    bins ? [{ colour, bins, heights: bins.counts.map((count) => (100 * count) / total) }] : [],
  );
  const [first] = shares;
  if (first === undefined) return "";
  const { from, to } = first.bins;
  const plane = planeOf({ width, from, to, most: Math.max(...shares.flatMap(({ heights }) => heights)) });
  return svg`${axes(plane, linearTicks({ from, to }, width > 240 ? 6 : 4), "\u2009%")}
    ${shares.map(({ colour, heights }, i) => {
      const step = (to - from) / heights.length;
      const path = heights
        .map(
          (height, bin) =>
            `${bin === 0 ? "M" : "L"}${plane.x(from + bin * step)},${plane.y(height)}H${plane.x(from + (bin + 1) * step)}`,
        )
        .join("");
      return svg`${i === 0 ? svg`<path class="area" d="${path}V${plane.floor}H${plane.left}Z" .style=${`fill:${colour}`}></path>` : ""}
        <path class="line" d=${path} .style=${`stroke:${colour}`}></path>`;
    })}`;
}

/** The commonest labels, a bar a variant; the rest together. */
function labels(sides: readonly Side[], width: number) {
  const totals = new Map<string, number>();
  for (const { predicted } of sides)
    for (const [label, count] of Object.entries(predicted.labels))
      totals.set(label, (totals.get(label) ?? 0) + count / predicted.total);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  const shown = ranked.slice(0, ranked.length > mostLabels ? mostLabels - 1 : mostLabels).sort();
  const rest = ranked.filter((label) => !shown.includes(label));
  const groups = [
    ...shown.map((label) => ({ name: label === "" ? t("(empty)") : label, of: [label] })),
    ...(rest.length > 0 ? [{ name: t("other"), of: rest }] : []),
  ];
  const share = ({ predicted }: Side, of: readonly string[]) =>
    (100 * of.reduce((sum, label) => sum + (predicted.labels[label] ?? 0), 0)) / predicted.total;
  const most = Math.max(...groups.flatMap(({ of }) => sides.map((side) => share(side, of))));
  const plane = planeOf({ width, from: 0, to: groups.length, most });
  const bar = Math.min(18, (plane.right - plane.left) / groups.length / (sides.length + 1));
  return svg`${axes(plane, [], "\u2009%")}
    ${groups.map(({ name, of }, i) => {
      const middle = plane.x(i + 0.5);
      return svg`${sides.map((side, place) => {
        const height = plane.floor - plane.y(share(side, of));
        const at = middle + (place - sides.length / 2) * bar;
        return svg`<rect class="bar-mark" x=${at + 0.5} width=${bar - 1} y=${plane.floor - height} height=${height} .style=${`fill:${side.colour}`}></rect>`;
      })}<text class="label middle" x=${middle} y="136">${name.length > 8 ? `${name.slice(0, 7)}…` : name}<title>${name}</title></text>`;
    })}`;
}

function summary(sides: readonly Side[]): string {
  const said = sides.map(({ name, predicted: { total, labels: counts, bins } }) => {
    const [top] = Object.entries(counts).sort((a, b) => b[1] - a[1]);
    if (top)
      return t("{0}: {1} predictions, mostly {2} ({3})", name, formatCount(total), top[0], formatShare(top[1] / total));
    if (bins === undefined) return t("{0}: {1} predictions", name, formatCount(total));
    const width = (bins.to - bins.from) / bins.counts.length;
    const mean = bins.counts.reduce((sum, count, i) => sum + count * (bins.from + (i + 0.5) * width), 0) / total;
    return t(
      "{0}: {1} predictions, about {2} on average",
      name,
      formatCount(total),
      formatNumber(Number(mean.toPrecision(3))),
    );
  });
  return `${t("Predictions by variant")}: ${said.join("; ")}`;
}
