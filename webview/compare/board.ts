import { html, nothing, render } from "lit";
import type { Importances } from "../../src/core/importance/importance";
import type { RunColumn } from "../../src/shared/runTable";
import type { CompareParams } from "../../src/shared/views/compare";
import type { Change } from "../../src/shared/views/page";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { attempt, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { addChartForm, firstChart } from "./addChart";
import { type Comparison, readComparison } from "./comparison";
import { differencesTable, type Environment } from "./differences";
import { readEnvironment } from "./environment";
import { computeImportance, importancePane } from "./importancePane";
import { createCharts } from "./metricSections";
import { metricAxes } from "./parallelAxes";
import { chooseMetric, rankRuns } from "./ranking";
import { runList } from "./runList";
import { type AddedChart, readSettings, type Settings } from "./settings";
import { createSweepSection, type SweepView } from "./sweepSection";
import { toolbar } from "./toolbar";

/** Milliseconds in which changes are gathered before they are read. */
const pause = 250;

/** The page: what is known, how it is set, and how one becomes what is seen. */
export function createBoard(root: HTMLElement, params: CompareParams) {
  let ids = [...new Set(params.runs)];
  let settings = readSettings(host.kept());
  let comparison: Comparison | undefined;
  let places: Readonly<Record<string, number>> = {};
  let environment: Environment = new Map();
  let importance: { readonly of: string; readonly found: Importances | undefined } | undefined;
  let sweep: Comparison | undefined;
  let near: string | undefined;
  let failure: string | undefined;
  let adding: AddedChart | undefined;
  let pending: ReturnType<typeof setTimeout> | undefined;
  const changed = { rows: false, points: new Set<string>() };
  const open = (id: string) => attempt(() => host.command("openRun", id), fail);
  const charts = createCharts({
    pointAt,
    setThreshold: (metric, value) => {
      const { [metric]: _old, ...others } = settings.thresholds;
      set({ thresholds: value === undefined ? others : { ...others, [metric]: value } });
    },
  });
  const parallel = createSweepSection({
    pointAt,
    open,
    compare: (runs) => attempt(() => host.command("compareRuns", runs), fail),
    changed: () => draw(),
  });

  /** The run that the pointer is at, wherever it is: it stands out in the list and in every chart. */
  function pointAt(run: string | undefined): void {
    if (run === near) return;
    near = run;
    charts.highlight(run);
    parallel.highlight(run);
    draw();
  }

  function set(change: Partial<Settings>): void {
    settings = { ...settings, ...change };
    host.keep(settings, { ...params, runs: ids });
    draw();
  }

  async function load(): Promise<void> {
    const [read, colours] = await Promise.all([readComparison({ runs: ids }), host.colours(ids)]);
    comparison = read;
    places = Object.fromEntries(read.rows.map(({ id, colour }) => [id, colour ?? colours[id] ?? 1]));
    failure = undefined;
    importance = undefined;
    host.title(titleOf(read));
    draw();
    ready("compare");
  }

  function draw(): void {
    if (failure !== undefined && comparison === undefined) {
      render(
        failed(failure, () => attempt(load, fail)),
        root,
      );
      return;
    }
    if (comparison === undefined) return;
    if (comparison.rows.length === 0) {
      render(nobody(), root);
      return;
    }
    render(page(comparison), root);
  }

  function page(of: Comparison) {
    const metric = metricOf(of);
    const ranked = rankRuns(of, metric);
    const hidden = new Set(settings.hidden);
    const shown = ranked.rows
      .filter(({ id }) => !hidden.has(id))
      .map(({ id, name }) => ({ id, name, place: places[id] ?? 1 }));
    const metrics = [...of.metrics.keys()].sort();
    return html`
      ${toolbar({
        runs: of.rows.length,
        settings,
        metrics,
        set,
        addChart: () => {
          adding = adding ? undefined : firstChart(of);
          draw();
        },
      })}
      ${
        adding
          ? addChartForm({
              comparison: of,
              chart: adding,
              change: (chart) => {
                adding = chart;
                draw();
              },
              done: (chart) => {
                adding = undefined;
                set(chart ? { added: [...settings.added, chart] } : {});
              },
            })
          : nothing
      }
      <div class="compare">
        <aside class="left" aria-label=${t("Runs")}>
          <div class="runs">
            ${runList({
              rows: ranked.rows,
              places,
              hidden,
              metric,
              values: ranked.values,
              near,
              baseline: undefined,
              toggle: (id, only) => toggle(id, only, of),
              open,
              remove,
              pointAt,
              chooseMetric: () => attempt(pickMetric, fail),
              add: () => attempt(add, fail),
            })}
          </div>
          ${metric === undefined ? nothing : importancePane(metric, importanceOf(sweep ?? of, metric))}
        </aside>
        <div class="right" @scroll=${keepScroll}>
          ${
            of.missing.length > 0
              ? html`<p class="muted">${t("{0} of these runs are not there any more.", of.missing.length)}</p>`
              : nothing
          }
          ${failure === undefined ? nothing : html`<p class="bad">${failure}</p>`}
          ${charts.sections({ comparison: of, runs: shown, settings, set })}
          ${parallelSection(of, metric)}
          ${section("differences", t("Differences"), () =>
            differencesTable({
              comparison: of,
              environment,
              runs: shown,
              tab: settings.tab,
              onlyDifferences: settings.onlyDifferences,
              choose: (tab) => {
                set({ tab });
                if (tab === "environment" || tab === "code") attempt(loadEnvironment, fail);
              },
              toggle: (onlyDifferences) => set({ onlyDifferences }),
              openRun: open,
              openDiff: (a, b) => attempt(() => host.command("diffRuns", a, b), fail),
            }),
          )}
        </div>
      </div>
    `;
  }

  function parallelSection(comparison: Comparison, metric: string | undefined) {
    if (comparison.rows.length < 2 && (sweep?.rows.length ?? 0) < 2) return nothing;
    const ranking = metric === undefined ? [] : (importanceOf(sweep ?? comparison, metric)?.params ?? []);
    const view: SweepView = {
      comparison,
      sweep,
      metric,
      ranking: ranking.map(({ key }) => key),
      places,
      settings,
      set,
    };
    return section(
      "parallel",
      t("Parallel coordinates"),
      () => parallel.body(view),
      () => parallel.head(view),
    );
  }

  function section(name: string, title: string, content: () => unknown, head: () => unknown = () => nothing) {
    const isOpen = !settings.closed.includes(name);
    return html`<section class="section" aria-label=${title}>
      <div class="head">
        <button class="fold" aria-expanded=${isOpen ? "true" : "false"} @click=${() => fold(name)}>
          ${icon(isOpen ? "chevron-down" : "chevron-right")}${title}
        </button>
        ${isOpen ? head() : nothing}
      </div>
      ${isOpen ? content() : nothing}
    </section>`;
  }

  function fold(name: string): void {
    const { closed } = settings;
    set({ closed: closed.includes(name) ? closed.filter((each) => each !== name) : [...closed, name] });
  }

  function importanceOf(of: Comparison, metric: string): Importances | undefined {
    if (importance?.of !== metric) importance = { of: metric, found: computeImportance(of, metric) };
    return importance.found;
  }

  function toggle(id: string, only: boolean, of: Comparison): void {
    const all = of.rows.map((row) => row.id);
    const hidden = new Set(settings.hidden);
    const isOnly = all.every((each) => hidden.has(each) === (each !== id));
    if (only) set({ hidden: isOnly ? [] : all.filter((each) => each !== id) });
    else if (hidden.delete(id)) set({ hidden: [...hidden] });
    else set({ hidden: [...hidden, id] });
  }

  function remove(id: string): void {
    ids = ids.filter((each) => each !== id);
    set({ hidden: settings.hidden.filter((each) => each !== id) });
    attempt(load, fail);
  }

  async function add(): Promise<void> {
    const picked = await host.command("pickRuns", t("Add runs to the comparison"));
    if (!Array.isArray(picked)) return;
    ids = [...new Set([...ids, ...picked.filter((id) => typeof id === "string")])];
    set({});
    await load();
  }

  async function pickMetric(): Promise<void> {
    if (comparison === undefined) return;
    const picked = await host.command("pickOne", t("Rank the runs by"), [...comparison.metrics.keys()].sort());
    if (typeof picked !== "string") return;
    set({ metric: picked });
    await loadSweep();
  }

  async function loadEnvironment(): Promise<void> {
    environment = await readEnvironment(ids);
    draw();
  }

  /** All runs of the experiments: a few runs say little of which param decides. */
  async function loadSweep(): Promise<void> {
    if (comparison === undefined) return;
    const experiments = [...new Set(comparison.rows.map(({ experiment_id }) => experiment_id))];
    const metric = metricOf(comparison);
    const metrics = new Set([...metricAxes(comparison, metric), ...settings.axes]);
    const isWanted = ({ key, kind }: RunColumn) => kind === "param" || metrics.has(key);
    sweep = await readComparison({ experiments, isWanted });
    importance = undefined;
    draw();
  }

  function metricOf(of: Comparison): string | undefined {
    return settings.metric ?? params.metric ?? chooseMetric(of);
  }

  function keepScroll(event: Event): void {
    settings = { ...settings, scroll: (event.currentTarget as HTMLElement).scrollTop };
    host.keep(settings, { ...params, runs: ids });
  }

  function hear(changes: readonly Change[]): void {
    const mine = new Set(ids);
    for (const { kind, id } of changes) {
      if (kind === "all" || (kind === "run" && mine.has(id))) changed.rows = true;
      if (kind === "metrics" && mine.has(id)) changed.points.add(id);
      if (kind === "all") for (const each of ids) changed.points.add(each);
    }
    if (pending === undefined && (changed.rows || changed.points.size > 0)) pending = setTimeout(follow, pause);
  }

  function follow(): void {
    pending = undefined;
    const points = [...changed.points];
    changed.points.clear();
    changed.rows = false;
    if (points.length > 0) charts.refresh(points);
    attempt(load, fail);
  }

  function fail(message: string): void {
    failure = message;
    say(message);
    draw();
  }

  return {
    async start(): Promise<void> {
      host.onChange(hear);
      host.onRuntime(() => draw());
      try {
        await load();
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
        ready("compare");
      }
      attempt(loadSweep, fail);
      if (settings.tab === "environment" || settings.tab === "code") attempt(loadEnvironment, fail);
      const right = root.querySelector(".right");
      if (right) right.scrollTop = settings.scroll;
      say(t("Comparing {0} runs", comparison?.rows.length ?? 0));
    },
  };
}

function titleOf({ rows }: Comparison): string {
  const [first, second] = rows;
  if (first === undefined) return t("Compare");
  if (second === undefined) return t("Compare: {0}", first.name);
  if (rows.length === 2) return t("Compare: {0}, {1}", first.name, second.name);
  return t("Compare: {0} and {1} more", first.name, rows.length - 1);
}

function nobody() {
  return html`<div class="empty">
    <p>${t("No run to compare.")}</p>
    <p class="muted">${t("They were taken out, or deleted.")}</p>
    <button class="link" @click=${() => host.command("compareRuns")}>${t("Choose runs…")}</button>
  </div>`;
}

function failed(message: string, retry: () => void) {
  return html`<div class="error" role="alert">
    ${icon("error")}
    <div>
      <p>${message}</p>
      <button class="link" @click=${retry}>${t("Try again")}</button>
      <button class="link" @click=${() => host.command("showLog")}>${t("Show log")}</button>
    </div>
  </div>`;
}
