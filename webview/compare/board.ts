import { html, nothing, render } from "lit";
import { guard } from "lit/directives/guard.js";
import type { CompareParams } from "../../src/shared/views/compare";
import type { Change } from "../../src/shared/views/page";
import type { ChartRun } from "../charts/model";
import { host } from "../kit/host";
import { oneAtATime } from "../kit/oneAtATime";
import { attempt, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { createAddedCharts } from "./addedCharts";
import { createChartAdder } from "./chartAdder";
import { type Comparison, readComparison, titleOf, withChanged } from "./comparison";
import { type Differences, differencesHead, differencesTable } from "./differences";
import { createEnvironmentStore } from "./environment";
import { createEvaluations } from "./evaluations";
import { createImageRows } from "./imageRows";
import { importancePane, rememberImportance } from "./importancePane";
import { createCharts } from "./metricSections";
import { createNews } from "./news";
import { chooseMetric, rankRuns } from "./ranking";
import { createFileStore } from "./runFiles";
import { runList } from "./runList";
import { foldingSection } from "./section";
import { readSettings, type Settings } from "./settings";
import { failed, nobody } from "./states";
import { createSweepSection } from "./sweepSection";
import { createSweepSource } from "./sweepSource";
import { toolbar } from "./toolbar";

/** Milliseconds for which the files wait: curves come first. */
const filesWait = 500;

/** The page: what is known, how it is set, and how one becomes what is seen. */
export function createBoard(root: HTMLElement, params: CompareParams) {
  let ids = [...new Set(params.runs)];
  let settings = readSettings(host.kept());
  let comparison: Comparison | undefined;
  let places: Readonly<Record<string, number>> = {};
  /** Curves come first. */
  let wantsFiles = false;
  let baseline: string | undefined;
  let near: string | undefined;
  let failure: string | undefined;
  /** What the next load is to read. */
  let stale: Set<string> | "all" = "all";
  const open = (id: string) => attempt(() => host.command("openRun", id), fail);
  const charts = createCharts({
    pointAt,
    open,
    setThreshold: (metric, value) => {
      const { [metric]: _old, ...others } = settings.thresholds;
      set({ thresholds: value === undefined ? others : { ...others, [metric]: value } });
    },
  });
  const sweep = createSweepSource(draw, (act) => attempt(act, fail));
  const parallel = createSweepSection({
    pointAt,
    open,
    compare: (runs) => attempt(() => host.command("compareRuns", runs), fail),
    changed: draw,
  });
  const adder = createChartAdder({ set: (added) => set({ added }), draw });
  const added = createAddedCharts({
    pointAt,
    open,
    change: (chart) => adder.open(chart),
    remove: (chart) => set({ added: settings.added.filter((each) => each !== chart) }),
  });
  const files = createFileStore(draw, (run, message) =>
    fail(t("The files of {0} could not be read: {1}", run, message)),
  );
  const environment = createEnvironmentStore(draw);
  const evaluations = createEvaluations({ pointAt, open });
  const images = createImageRows(draw);
  const importanceOf = rememberImportance();
  const lit = [charts, parallel, added, evaluations];

  /** The run that the pointer is at, wherever it is: it stands out in the list and in every chart. */
  function pointAt(run: string | undefined): void {
    if (run === near) return;
    near = run;
    for (const each of lit) each.highlight(run);
    draw();
  }

  function set(change: Partial<Settings>): void {
    settings = { ...settings, ...change };
    keep();
    if (comparison) sweep.want(comparison, metricOf(comparison), settings);
    draw();
  }

  function keep(): void {
    host.keep(settings, { ...params, runs: ids });
  }

  /** Runs that were added or removed meanwhile are read after those that were asked for before. */
  const load = oneAtATime(async () => {
    const wanted = stale;
    stale = new Set();
    const [read, colours, pinned] = await Promise.all([
      readStale(wanted).catch((error: unknown) => {
        stale = "all";
        throw error;
      }),
      host.colours(ids),
      host.command("baselineRun"),
    ]);
    comparison = read;
    places = samePlaces(
      places,
      Object.fromEntries(read.rows.map(({ id, colour }) => [id, colour ?? colours[id] ?? 1])),
    );
    baseline = typeof pinned === "string" ? pinned : undefined;
    failure = undefined;
    host.title(titleOf(read));
    draw();
    ready("compare");
    sweep.want(read, metricOf(read), settings);
    if (wantsFiles) files.want(ids);
    if (showsEnvironment() && !environment.isOf(ids)) attempt(loadEnvironment, fail);
  });

  /** A live run logs four times a second; the others stay as they were read. */
  async function readStale(wanted: typeof stale): Promise<Comparison> {
    if (wanted === "all" || comparison === undefined) return readComparison({ runs: ids });
    return withChanged(comparison, await readComparison({ runs: [...wanted].filter((id) => ids.includes(id)) }));
  }

  function loadAll(): Promise<void> {
    stale = "all";
    return load();
  }

  function draw(): void {
    if (failure !== undefined && comparison === undefined)
      render(
        failed(failure, () => attempt(loadAll, fail)),
        root,
      );
    else if (comparison?.rows.length === 0)
      render(
        nobody(() => attempt(add, fail)),
        root,
      );
    else if (comparison) render(page(comparison), root);
  }

  function page(of: Comparison) {
    const metric = metricOf(of);
    const hidden = new Set(settings.hidden);
    const ranked = rankRuns(of, metric);
    const shown = ranked.rows
      .filter(({ id }) => !hidden.has(id))
      .map(({ id, name }) => ({ id, name, place: places[id] ?? 1 }));
    const whole = sweep.find();
    return html`
      ${toolbar({
        runs: of.rows.length,
        settings,
        metrics: [...of.metrics.keys()].sort(),
        set,
        addChart: () => adder.toggle(of, metric, whole),
      })}
      ${adder.form(of, whole, settings.added)}
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
              baseline,
              toggle: (id, only) => toggle(id, only, of),
              open,
              remove,
              pin,
              pointAt,
              chooseMetric: () => attempt(pickMetric, fail),
              add: () => attempt(add, fail),
            })}
          </div>
          ${metric === undefined ? nothing : importancePane(metric, importanceOf(whole ?? of, metric))}
        </aside>
        <div class="right" @scroll=${keepScroll}>
          ${
            of.missing.length > 0
              ? html`<p class="muted">${t("{0} of these runs are not there any more.", of.missing.length)}</p>`
              : nothing
          }
          ${failure === undefined ? nothing : html`<p class="bad" role="alert">${failure}</p>`}
          ${charts.sections({ comparison: of, runs: shown, settings, set })} ${sections(of, metric, shown)}
        </div>
      </div>
    `;
  }

  /** What stands below the curves. */
  function sections(of: Comparison, metric: string | undefined, runs: readonly ChartRun[]) {
    const whole = sweep.find();
    const view = {
      comparison: of,
      sweep: whole,
      metric,
      ranking: rankingOf(whole ?? of, metric),
      places,
      settings,
      set,
    };
    const isSweep = of.rows.length > 1 || (whole?.rows.length ?? 0) > 1;
    const logged = { runs, filesOf: files.find };
    const differing = differences(of, runs);
    const { tab, onlyDifferences } = settings;
    const stamp = [of, environment.find(), baseline, tab, onlyDifferences, runs.map(({ id }) => id).join(" "), places];
    const plots = evaluations.body(logged);
    const pictures = images.body({ ...logged, step: settings.imageStep, go: (imageStep) => set({ imageStep }) });
    const section = (name: string, title: string, content: () => unknown, note?: () => unknown) =>
      foldingSection({ name, title, settings, set, content, ...(note ? { note } : {}) });
    return html`
      ${
        isSweep
          ? section(
              "parallel",
              t("Parallel coordinates"),
              () => parallel.body(view),
              () => parallel.head(view),
            )
          : nothing
      }
      ${settings.added.length === 0 ? nothing : section("added", t("Over the runs"), () => added.body(view))}
      ${plots === nothing ? nothing : section("evaluation", t("Evaluation"), () => plots)}
      ${pictures === nothing ? nothing : section("images", t("Images"), () => pictures)}
      ${section(
        "differences",
        t("Differences"),
        () => guard(stamp, () => differencesTable(differing)),
        () => guard(stamp, () => differencesHead(differing)),
      )}
    `;
  }

  function differences(of: Comparison, runs: readonly ChartRun[]): Differences {
    return {
      comparison: of,
      environment: environment.find(),
      runs,
      baseline,
      tab: settings.tab,
      onlyDifferences: settings.onlyDifferences,
      choose: (tab) => {
        set({ tab });
        if (showsEnvironment()) attempt(loadEnvironment, fail);
      },
      toggle: (onlyDifferences) => set({ onlyDifferences }),
      openRun: open,
      openDiff: (a, b) => attempt(() => host.command("diffRuns", a, b), fail),
    };
  }

  function rankingOf(of: Comparison, metric: string | undefined): string[] {
    return metric === undefined ? [] : (importanceOf(of, metric)?.params ?? []).map(({ key }) => key);
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
    attempt(loadAll, fail);
  }

  /** The run that all pages measure others against; pinned once more, it is that no longer. */
  function pin(id: string): void {
    const isPinned = baseline === id;
    baseline = isPinned ? undefined : id;
    attempt(() => (isPinned ? host.command("clearBaseline") : host.command("setBaseline", id)), fail);
    draw();
  }

  async function add(): Promise<void> {
    const picked = await host.command("pickRuns", t("Add runs to the comparison"));
    if (!Array.isArray(picked)) return;
    ids = [...new Set([...ids, ...picked.filter((id) => typeof id === "string")])];
    keep();
    await loadAll();
  }

  async function pickMetric(): Promise<void> {
    if (comparison === undefined) return;
    const picked = await host.command("pickOne", t("Rank the runs by"), [...comparison.metrics.keys()].sort());
    if (typeof picked !== "string") return;
    const [before, now] = [`metrics.${metricOf(comparison)}`, `metrics.${picked}`];
    const others = settings.axes.filter((key) => key !== now);
    set({ metric: picked, axes: others.map((key) => (key === before ? now : key)) });
  }

  function showsEnvironment(): boolean {
    return settings.tab === "environment" || settings.tab === "code";
  }

  function loadEnvironment(): Promise<void> {
    return environment.read(ids);
  }

  function metricOf(of: Comparison): string | undefined {
    return settings.metric ?? params.metric ?? chooseMetric(of);
  }

  function keepScroll(event: Event): void {
    settings = { ...settings, scroll: (event.currentTarget as HTMLElement).scrollTop };
    keep();
  }

  const news = createNews(
    () => ids,
    ({ hasRows, points }) => {
      if (hasRows) stale = "all";
      else if (stale !== "all") for (const id of points) stale.add(id);
      if (points.length > 0) charts.refresh(points);
      attempt(load, fail);
    },
  );

  function hear(changes: readonly Change[]): void {
    news.hear(changes);
    for (const { kind, id } of changes) {
      if (kind === "artifact") touchFiles(ids.filter((run) => id.includes(run)));
      if (kind === "all") touchFiles(ids);
      if (comparison && (kind === "run" || kind === "metrics" || kind === "all")) sweep.touch(comparison);
    }
  }

  function touchFiles(runs: readonly string[]): void {
    for (const run of runs) files.touch(run);
    if (runs.length > 0) files.want(ids);
  }

  function fail(message: string): void {
    failure = message;
    say(message);
    draw();
  }

  return {
    async start(): Promise<void> {
      host.onChange(hear);
      host.onRuntime(draw);
      try {
        await load();
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
        ready("compare");
      }
      const right = root.querySelector(".right");
      if (right) right.scrollTop = settings.scroll;
      say(t("Comparing {0} runs", comparison?.rows.length ?? 0));
      setTimeout(() => {
        wantsFiles = true;
        files.want(ids);
      }, filesWait);
    },
  };
}

/** The places as they were, unless one has changed: what is drawn with them stays. */
function samePlaces(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) {
  const keys = Object.keys(now);
  const isSame = keys.length === Object.keys(before).length && keys.every((key) => before[key] === now[key]);
  return isSame ? before : now;
}
