import { html, nothing } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { nameOfColumn } from "../../src/shared/runTable";
import { barsSpec } from "../charts/specs/bars";
import { boxSpec } from "../charts/specs/box";
import { contourSpec } from "../charts/specs/contour";
import { histogramSpec } from "../charts/specs/histogram";
import type { Field, RunDatum } from "../charts/specs/points";
import { scatterSpec } from "../charts/specs/scatter";
import { createVegaChart, type VegaChart, type VegaChartSettings } from "../charts/vegaChart";
import { t } from "../kit/words";
import { sortWord } from "./addChart";
import type { Comparison } from "./comparison";
import { valueIn } from "./fields";
import type { AddedChart, Settings } from "./settings";

export interface AddedView {
  readonly comparison: Comparison;
  readonly sweep: Comparison | undefined;
  readonly places: Readonly<Record<string, number>>;
  readonly settings: Settings;
}

export interface AddedActs {
  pointAt(run: string | undefined): void;
  open(run: string): void;
  /** Other axes are wanted. */
  change(chart: AddedChart): void;
  remove(chart: AddedChart): void;
}

/** Runs that are not in the list have no colour of their own: the palette's grey. */
const grey = 10;
const rowHeight = 18;
const usualHeight = 176;

/** The charts that the user added. Each is made once, and drawn when it comes on the screen. */
export function createAddedCharts(acts: AddedActs) {
  const charts = new Map<AddedChart, { readonly chart: VegaChart; stamp: readonly unknown[] }>();

  function chartOf(added: AddedChart, view: AddedView): HTMLElement {
    const of = added.isWhole && view.sweep ? view.sweep : view.comparison;
    const stamp = [of, view.places, of === view.comparison ? view.settings.hidden.join(" ") : ""];
    const known = charts.get(added);
    if (known?.stamp.every((each, i) => each === stamp[i])) return known.chart.element;
    const hidden = new Set(of === view.comparison ? view.settings.hidden : []);
    const runs = runsOf(added, of, view.places).filter(({ id }) => !hidden.has(id));
    const settings = settingsOf(added, runs);
    if (known) {
      known.stamp = stamp;
      known.chart.update(settings);
      return known.chart.element;
    }
    const chart = createVegaChart(settings, {
      pointAt: (datum) => acts.pointAt(runIn(datum)),
      open: (datum) => {
        const run = runIn(datum);
        if (run !== undefined) acts.open(run);
      },
      acts: () => [{ label: t("Change axes…"), act: () => acts.change(added) }],
      remove: () => acts.remove(added),
    });
    charts.set(added, { chart, stamp });
    return chart.element;
  }

  return {
    body(view: AddedView) {
      const { added } = view.settings;
      for (const [each, { chart }] of charts)
        if (!added.includes(each)) {
          chart.dispose();
          charts.delete(each);
        }
      return added.length === 0 ? nothing : html`<div class="charts">${added.map((each) => chartOf(each, view))}</div>`;
    },
    highlight(run: string | undefined): void {
      for (const { chart } of charts.values()) chart.highlight(run);
    },
  };
}

/** The run that a mark of a chart stands for. */
export function runIn(datum: unknown): string | undefined {
  if (typeof datum !== "object" || datum === null || !("id" in datum)) return undefined;
  return typeof datum.id === "string" ? datum.id : undefined;
}

/** The columns that a chart is drawn of. */
export function keysOf({ sort, x, y, z }: AddedChart): string[] {
  switch (sort) {
    case "scatter":
      return z ? [x, y, z] : [x, y];
    case "box":
      return [x, y];
    case "contour":
      return [x, y, z ?? y];
    case "bar":
    case "histogram":
      return [y];
    default:
      return sort satisfies never;
  }
}

function runsOf(added: AddedChart, of: Comparison, places: AddedView["places"]): RunDatum[] {
  const keys = keysOf(added);
  return of.rows.map(({ id, name }) => ({
    id,
    name,
    place: places[id] ?? grey,
    fields: Object.fromEntries(keys.map((key) => [key, valueIn(of, key, id)])),
  }));
}

function fieldOf(key: string): Field {
  const label = nameOfColumn(key);
  return { key, label, direction: key.startsWith("metrics.") ? guessDirection(label) : "none" };
}

function settingsOf(added: AddedChart, runs: readonly RunDatum[]): VegaChartSettings {
  const fields = keysOf(added).map(fieldOf);
  const title = titleOf(added, fields);
  const isLower = fields.some(({ key, direction }) => key === added.y && direction === "lower");
  const present = runs.filter(({ fields: of }) => fields.every(({ key }) => of[key] !== undefined));
  return {
    title,
    note: [present.length === 1 ? t("1 run") : t("{0} runs", present.length), isLower ? t("lower is better") : ""]
      .filter((text) => text !== "")
      .join(", "),
    summary: t("{0}, {1}: {2} runs", sortWord(added.sort), title, present.length),
    spec: specOf(added, present, fields),
    table: {
      heads: [t("Run"), ...fields.map(({ label }) => label)],
      rows: present.map(({ name, fields: of }) => [name, ...fields.map(({ key }) => of[key])]),
    },
    height: added.sort === "bar" ? Math.max(usualHeight, present.length * rowHeight + 40) : usualHeight,
    marks: present.length,
  };
}

function titleOf({ sort }: AddedChart, fields: readonly Field[]): string {
  const [first = "", second = "", third = ""] = fields.map(({ label }) => label);
  switch (sort) {
    case "scatter":
      return t("{0} over {1}", second, first);
    case "box":
      return t("{0} by {1}", second, first);
    case "contour":
      return t("{0} over {1} and {2}", third, first, second);
    case "bar":
      return first;
    case "histogram":
      return t("{0}, spread", first);
    default:
      return sort satisfies never;
  }
}

function specOf({ sort }: AddedChart, runs: readonly RunDatum[], fields: readonly Field[]) {
  const [first, second = first, third = second] = fields as [Field, Field?, Field?];
  switch (sort) {
    case "scatter":
      return scatterSpec({ runs, x: first, y: second, ...(fields.length > 2 ? { colour: third } : {}) });
    case "bar":
      return barsSpec({ runs, value: first });
    case "box":
      return boxSpec({ runs, group: first, value: second });
    case "histogram":
      return histogramSpec({ runs, value: first });
    case "contour":
      return contourSpec({ runs, x: first, y: second, z: third });
    default:
      return sort satisfies never;
  }
}
