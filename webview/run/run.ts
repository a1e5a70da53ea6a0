import "./run.css";
import { html, nothing, render } from "lit";
import { object, oneOf, optional, type Reader, string } from "../../src/shared/readers";
import type { Change } from "../../src/shared/views/page";
import { type RunTab, readRunParams, runTabs } from "../../src/shared/views/run";
import { host, Refused } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { statusWord } from "../kit/runState";
import { t } from "../kit/words";
import { type ArtifactView, artifactsTab } from "./artifactsTab";
import { type CodeView, codeTab } from "./codeTab";
import { deletedStrip } from "./deletedStrip";
import { isRunning } from "./facts";
import { header } from "./header";
import { lineageTab } from "./lineageGraph";
import { findLogs, type LogView, logTab } from "./logTab";
import { type MetricView, metricsShown, metricsTab } from "./metricsTab";
import { isSmooth } from "./miniChart";
import { chosenMetrics, overview } from "./overview";
import { type ParamView, paramsTab } from "./paramsTab";
import {
  createState,
  loadDetail,
  loadExperiment,
  loadFolder,
  loadLineage,
  loadPackages,
  loadProvenance,
  loadSeries,
  loadTraces,
  loadVersions,
  openFirst,
  rereadTraces,
} from "./store";
import { tabs } from "./tabs";
import { type TraceView, tracesTab } from "./traces";

const readKept = object<{ tab?: RunTab; open: string[] }>({
  tab: optional(oneOf(...runTabs)) as Reader<RunTab>,
  open: (value, at) => (Array.isArray(value) ? value.map((each) => string(each, at)) : []),
});

/** What an older version of the page kept may not be readable: then the page begins anew. */
function keptBefore(): ReturnType<typeof readKept> | undefined {
  const kept = host.kept();
  if (kept === undefined || kept === null) return undefined;
  try {
    return readKept(kept, "kept");
  } catch {
    return undefined;
  }
}

/** Weight of the line that is drawn through noisy points. */
const smoothness = 0.6;

void openPage(readRunParams, async ({ root, params, folder }) => {
  const kept = keptBefore();
  const state = createState(params.run, folder.uri, params.tab ?? kept?.tab ?? "overview");
  for (const path of kept?.open ?? []) state.open.add(path);

  let isDue = false;
  const draw = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      render(page(), root);
    });
  };
  const fold = () => ({ closed: new Set<string>(), chosen: undefined, top: 0, draw });
  const traceView: TraceView = { ...fold(), order: "slowest", search: "", trace: undefined };
  const glance: TraceView = { ...fold(), order: "slowest", search: "", trace: undefined };
  const metricView: MetricView = {
    filter: "",
    asTable: false,
    closed: new Set(),
    wanted: params.metric,
    draw: () => {
      draw();
      refreshSeries();
    },
  };
  const paramView: ParamView = { filter: "", onlyDifferences: false, draw };
  const artifactView: ArtifactView = { filter: "", chosen: undefined, preview: undefined, draw };
  const logView: LogView = { files: undefined, chosen: undefined, texts: new Map(), failure: undefined, draw };
  const codeView: CodeView = { filter: "", closed: new Set(), draw };

  function page() {
    if (state.failed !== undefined && state.detail === undefined) return failure(state.failed);
    if (state.detail === undefined) return nothing;
    return html`${header(state, Date.now())} ${deletedStrip(state)} ${tabs(state, show)}
      <div class="panel" id="panel" role="tabpanel" aria-labelledby="tab-${state.tab}">${body()}</div>`;
  }

  function body() {
    switch (state.tab) {
      case "overview":
        return overview(state, glance, { draw: remember, show });
      case "metrics":
        return metricsTab(state, metricView);
      case "params":
        return paramsTab(state, paramView);
      case "artifacts":
        return artifactsTab(state, artifactView);
      case "log":
        return logTab(state, logView);
      case "traces":
        return tracesTab(state, traceView);
      case "lineage":
        return lineageTab(state, show);
      case "code":
        return codeTab(state, codeView);
      default:
        return state.tab satisfies never;
    }
  }

  function failure(message: string) {
    return html`<div class="empty grow">
      <div>${icon("error")} ${t("The run cannot be shown: {0}", message)}</div>
      <button class="link" @click=${() => void whole()}>${t("Try again")}</button>
      <button class="link" @click=${() => host.command("openRunTable")}>${t("Open the run table")}</button>
    </div>`;
  }

  /** What was read stays, unless there is no such run any more. */
  function fail(error: unknown): void {
    state.failed = error instanceof Error ? error.message : String(error);
    if (error instanceof Refused && error.status === 404) delete state.detail;
    draw();
  }

  function remember(): void {
    host.keep({ tab: state.tab, open: [...state.open] }, { ...params, tab: state.tab });
    draw();
  }

  function show(tab: RunTab, metric?: string): void {
    state.tab = tab;
    if (metric !== undefined) metricView.wanted = metric;
    remember();
    attemptEach(forTab());
  }

  /** What a tab needs beyond the run itself, read when it is first shown. */
  function forTab(): Promise<unknown>[] {
    switch (state.tab) {
      case "metrics":
        return [readSeries()];
      case "code":
        return state.packages ? [] : [loadPackages(state)];
      case "log":
        return [findLogs(state, logView)];
      case "overview":
        return [readSeries(), ...(state.packages ? [] : [loadPackages(state)])];
      default:
        return [];
    }
  }

  function wantedMetrics(): readonly string[] {
    if (state.tab === "overview") return chosenMetrics(state.detail?.metrics ?? []).map(({ key }) => key);
    return state.tab === "metrics" ? metricsShown(state, metricView) : [];
  }

  async function readSeries(): Promise<void> {
    const wanted = wantedMetrics();
    await loadSeries(state, wanted.filter(isSmooth), smoothness);
    await loadSeries(
      state,
      wanted.filter((key) => !isSmooth(key)),
      0,
    );
    const { wanted: metric } = metricView;
    if (metric === undefined || state.tab !== "metrics") return;
    metricView.wanted = undefined;
    draw();
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        root.querySelector(`[data-metric="${CSS.escape(metric)}"]`)?.scrollIntoView({ block: "center" }),
      ),
    );
  }

  function refreshSeries(): void {
    const missing = wantedMetrics().some((key) => !state.series.has(key));
    if (missing) attemptEach([readSeries()]);
  }

  /** Each thing is drawn as it comes; what fails is told to the log, and leaves the others standing. */
  function attemptEach(works: readonly Promise<unknown>[]): void {
    for (const work of works)
      work.then(draw, (error: unknown) => {
        if (!(error instanceof Refused && error.status === 0)) host.fault(String(error)); // away: the strip says so
      });
  }

  async function whole(): Promise<void> {
    try {
      await loadDetail(state);
      delete state.failed;
    } catch (error) {
      fail(error);
      if (state.detail === undefined) ready("run");
      return;
    }
    const seen = loadProvenance(state);
    const works = [
      loadExperiment(state),
      seen.then(() => (["overview", "code"].includes(state.tab) ? loadPackages(state) : undefined)),
      loadVersions(state),
      loadLineage(state),
      loadTraces(state),
      loadFolder(state, "").then(() => (kept === undefined ? openFirst(state) : undefined)),
      ...[...state.open].map((path) => loadFolder(state, path)),
    ];
    attemptEach(works);
    attemptEach(forTab());
    await Promise.allSettled([...works, ...(state.tab === "overview" ? [readSeries()] : [])]);
    draw();
    requestAnimationFrame(() => ready("run"));
  }

  let status = "";
  let news: Change[] = [];
  /** One answer after the other: an older one must not undo what a newer one said. */
  const follow = oneAtATime(async () => {
    const changes = news;
    news = [];
    await heard(changes);
  });

  async function heard(changes: readonly Change[]): Promise<void> {
    if (changes.some(({ kind }) => kind === "all")) return whole();
    const of = (kind: string, mine: (id: string) => boolean = () => true) =>
      changes.some((change) => change.kind === kind && mine(change.id));
    const isOwn = (id: string) => id === state.run;
    const works: Promise<unknown>[] = [];
    if (of("run", isOwn) || of("metrics", isOwn)) {
      const before = state.detail?.metric_count;
      try {
        await loadDetail(state);
      } catch (error) {
        if (!(error instanceof Refused && error.status === 404)) throw error;
        return fail(error); // deleted for good while somebody looks at it
      }
      works.push(readSeries());
      if (of("run", isOwn)) works.push(loadProvenance(state), loadLineage(state));
      if (before !== state.detail?.metric_count) draw();
      tellEnd();
    }
    if (of("artifact", (id) => id.includes(`/${state.run}/`))) {
      const read = [...new Set(["", ...state.folders.keys()])].map((path) => loadFolder(state, path));
      works.push(...read);
      // among the files as they are now
      if (state.tab === "log") works.push(Promise.all(read).then(() => findLogs(state, logView)));
    }
    if (of("trace")) {
      const changed = changes.filter(({ kind }) => kind === "trace").map(({ id }) => id);
      works.push(loadTraces(state), rereadTraces(state, changed));
    }
    if (of("model-version") || of("model")) works.push(loadVersions(state), loadLineage(state));
    attemptEach(works);
    await Promise.allSettled(works);
  }

  /** Somebody who does not see the icon is told that the run has ended. */
  function tellEnd(): void {
    const now = state.detail?.status ?? "";
    if (status !== "" && status !== now && state.detail)
      say(`${state.detail.name}: ${statusWord(state.detail.status)}`);
    status = now;
  }

  host.onChange((changes) => {
    news.push(...changes);
    attemptEach([follow()]);
  });
  host.onRuntime(draw);
  window.addEventListener("resize", draw);
  host.onWish((wish) => {
    const { tab, metric } = readRunParams(wish, "wish");
    if (tab) show(tab, metric);
  });
  setInterval(() => {
    if (isRunning(state) && !document.hidden) draw();
  }, 1000);
  await whole();
  tellEnd();
});
