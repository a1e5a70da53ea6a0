import { html, nothing } from "lit";
import { nameOfColumn } from "../../src/shared/runTable";
import { createParallel, type Parallel, type ParallelSettings } from "../charts/parallel";
import { createPopup, type PopupItem } from "../charts/popup";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import type { Comparison } from "./comparison";
import { axesOf, chooseAxes } from "./parallelAxes";
import type { Settings } from "./settings";

export interface SweepView {
  /** The runs that are compared. */
  readonly comparison: Comparison;
  /** All runs of their experiments, once they are read. */
  readonly sweep: Comparison | undefined;
  readonly metric: string | undefined;
  /** Names of params, what decides most first. */
  readonly ranking: readonly string[];
  readonly places: Readonly<Record<string, number>>;
  readonly settings: Settings;
  set(change: Partial<Settings>): void;
}

export interface SweepActs {
  pointAt(run: string | undefined): void;
  open(run: string): void;
  compare(runs: readonly string[]): void;
  /** What is brushed has changed: the page draws its line anew. */
  changed(): void;
}

/** Runs that are not in the list have no colour of their own: the palette's grey. */
const grey = 10;

/** Parallel coordinates over the sweep that the compared runs are of: what is brushed can be opened, compared, shown alone. */
export function createSweepSection(acts: SweepActs) {
  const tools = document.createElement("span");
  tools.className = "chart-tools";
  const popup = createPopup();
  let chart: Parallel | undefined;
  let brushed: { readonly runs: readonly string[]; readonly said: string } | undefined;
  let last: { readonly stamp: readonly unknown[]; readonly settings: ParallelSettings } | undefined;
  let keys: readonly string[] = [];

  function settingsOf(view: SweepView): ParallelSettings {
    const { metric, ranking, places, settings } = view;
    const of = populationOf(view);
    const { axes: chosen, isColouredByRun } = settings;
    const hidden = of === view.comparison ? settings.hidden : [];
    const stamp = [of, metric, ranking.join("\n"), places, chosen, isColouredByRun, hidden.join(" ")];
    if (last?.stamp.every((each, i) => each === stamp[i])) return last.settings;
    keys = chooseAxes({ of, metric, ranking, chosen });
    const rows = of.rows.filter(({ id }) => !hidden.includes(id));
    const made: ParallelSettings = {
      title: t("Parallel coordinates"),
      lines: rows.map(({ id, name }) => ({ id, name, place: places[id] ?? grey })),
      axes: axesOf({ ...of, rows }, keys),
      colourBy: isColouredByRun || metric === undefined ? undefined : `metrics.${metric}`,
    };
    last = { stamp, settings: made };
    return made;
  }

  function draw(view: SweepView): HTMLElement {
    const settings = settingsOf(view);
    if (chart) chart.update(settings);
    else
      chart = createParallel(settings, {
        tools,
        pointAt: acts.pointAt,
        open: acts.open,
        brushed(runs, said) {
          brushed = runs && { runs, said };
          acts.changed();
        },
        reordered: (axes) => view.set({ axes }),
      });
    return chart.element;
  }

  function head(view: SweepView) {
    const { comparison, sweep, metric, settings, set } = view;
    const of = populationOf(view);
    settingsOf(view);
    const shown =
      of === sweep ? t("{0} runs of this sweep", of.rows.length) : t("the {0} compared runs", of.rows.length);
    const runs: PopupItem[] = [
      {
        label: t("The {0} compared runs", comparison.rows.length),
        isOn: of !== sweep,
        act: () => set({ wholeExperiment: false }),
      },
      ...(sweep && sweep.rows.length > 0
        ? [
            {
              label: t("All {0} runs of the experiment", sweep.rows.length),
              isOn: of === sweep,
              act: () => set({ wholeExperiment: true }),
            },
          ]
        : []),
    ];
    const by = settings.isColouredByRun || metric === undefined ? t("coloured by run") : t("coloured by {0}", metric);
    const colours: PopupItem[] = [
      ...(metric === undefined
        ? []
        : [
            {
              label: t("Colour by {0}", metric),
              isOn: !settings.isColouredByRun,
              act: () => set({ isColouredByRun: false }),
            },
          ]),
      {
        label: t("Colour by run"),
        isOn: settings.isColouredByRun || metric === undefined,
        act: () => set({ isColouredByRun: true }),
      },
    ];
    return html`${choice(shown, t("Which runs are drawn"), runs)} ${choice(by, t("What colours the lines"), colours)}
      ${choice(t("{0} axes", keys.length), t("Which axes are drawn"), axisItems(view))}
      <span class="grow"></span>${tools}${status(view)}`;
  }

  function choice(label: string, name: string, items: readonly PopupItem[]) {
    return html`<button
      class="choice small"
      aria-haspopup="menu"
      aria-label=${`${name}: ${label}`}
      title=${name}
      @click=${(event: Event) => popup.open(event.currentTarget as HTMLElement, items)}
    >
      <span class="cut">${label}</span>${icon("chevron-down")}
    </button>`;
  }

  /** Params that differ, then metrics; every other column too, at the end. */
  function axisItems(view: SweepView): PopupItem[] {
    const of = populationOf(view);
    // of the sweep only those are read that are drawn
    const metrics = of.columns.filter(({ kind }) => kind === "metric").map(({ key }) => key);
    const params = of.columns.filter(({ kind, distinct }) => kind === "param" && distinct > 1).map(({ key }) => key);
    const toggle = (key: string) =>
      view.set({ axes: keys.includes(key) ? keys.filter((each) => each !== key) : withAxis(key) });
    return [
      { label: t("Those that differ"), isOn: view.settings.axes.length === 0, act: () => view.set({ axes: [] }) },
      "line",
      ...[...params, ...metrics].map((key) => ({
        label: key.startsWith("metrics.") ? nameOfColumn(key) : key,
        isOn: keys.includes(key),
        act: () => toggle(key),
      })),
    ];
  }

  /** Params go before the metrics, metrics before the one that ranks. */
  function withAxis(key: string): string[] {
    const isMetric = key.startsWith("metrics.");
    const at = isMetric ? keys.length - 1 : keys.findIndex((each) => each.startsWith("metrics."));
    const place = at < 0 ? keys.length : at;
    return [...keys.slice(0, place), key, ...keys.slice(place)];
  }

  function status({ comparison, settings, set }: SweepView) {
    if (brushed === undefined) return nothing;
    const { runs, said } = brushed;
    const passing = new Set(runs);
    const others = comparison.rows.flatMap(({ id }) => (passing.has(id) ? [] : [id]));
    const some = others.length < comparison.rows.length && others.length > 0;
    const areAlone = others.length === settings.hidden.length && others.every((id) => settings.hidden.includes(id));
    const [only] = runs;
    return html`<span class="brushed small">
      <span class="muted cut" title=${said}>${said}</span>
      ${runs.length === 1 && only !== undefined ? act(t("Open"), () => acts.open(only)) : nothing}
      ${runs.length > 1 ? act(t("Compare"), () => acts.compare(runs)) : nothing}
      ${some && !areAlone ? act(t("Show only these"), () => set({ hidden: others })) : nothing}
      ${act(t("Clear"), () => chart?.clear())}
    </span>`;
  }

  function act(label: string, run: () => void) {
    return html`<button class="link" @click=${run}>${label}</button>`;
  }

  return {
    head,
    body: draw,
    highlight: (run: string | undefined) => chart?.highlight(run),
  };
}

/** The whole sweep when that was asked for and is there, and says more than the runs do. */
function populationOf({ comparison, sweep, settings }: SweepView): Comparison {
  const isMore = sweep !== undefined && sweep.rows.length > comparison.rows.length;
  return isMore && settings.wholeExperiment ? sweep : comparison;
}
