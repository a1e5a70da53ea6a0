import { html, nothing, render } from "lit";
import { formatCount } from "../../src/shared/format";
import type { SavedView } from "../../src/shared/savedViews";
import { failureTag, starTag } from "../../src/shared/tags";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { ready, say } from "../kit/page";
import { t } from "../kit/words";
import { type BandActs, chips, header, matching, viewBand } from "./bands";
import { createColours } from "./colours";
import { openColumnPanel } from "./columnPanel";
import { exportRuns } from "./exporting";
import { createGrid, type Grid } from "./grid";
import { createLoader } from "./loader";
import { openChipMenu, openExperimentMenu, openExportMenu, openGroupMenu, openViewMenu } from "./menus";
import { createBoard } from "./model/board";
import { type Chip, withChip } from "./model/chips";
import { tagsKey } from "./model/columns";
import type { SheetFormat } from "./model/exportText";
import type { State } from "./model/state";
import { applyView, isChanged, viewOf } from "./model/views";
import { openMenuAt } from "./popup";
import { createQueryBox } from "./queryBox";
import { type BarActs, selectionBar } from "./selectionBar";
import { source } from "./source";
import { createTableActs } from "./tableActs";

/** How long a deletion can be undone from the bar. */
const undoFor = 10_000;
const mostCompared = 100;
const mostRecent = 12;
const mostTagColumns = 12;

/** The run table's page: its bands, its table and the bar, and what they do. */
export function createPage(root: HTMLElement, first: State, opened: readonly string[]) {
  const board = createBoard(first);
  const loader = createLoader(board, failed);
  const place = (name: string): HTMLElement => {
    const element = document.createElement("div");
    element.className = `place-${name}`;
    return element;
  };
  const places = {
    header: place("header"),
    filter: place("filter"),
    view: place("view"),
    table: place("table"),
    empty: place("empty"),
    bar: place("bar"),
  };
  root.append(...Object.values(places));
  places.filter.className = "band filter-band";
  const queryRoot = document.createElement("div");
  queryRoot.className = "query-root";
  const chipsRoot = document.createElement("div");
  chipsRoot.className = "chips";
  const countRoot = document.createElement("div");
  countRoot.className = "count-root";
  places.filter.append(queryRoot, chipsRoot, countRoot);

  let views: readonly SavedView[] = [];
  let deleted: readonly string[] = [];
  let undoTimer: ReturnType<typeof setTimeout> | undefined;
  let failure: string | undefined;
  let keepTimer: ReturnType<typeof setTimeout> | undefined;
  let keptAt = Number.NEGATIVE_INFINITY;
  let isDrawn = 0;

  const grid: Grid = createGrid(
    places.table,
    { board, loader, colours: createColours(board, () => grid.refresh()) },
    createTableActs({
      board,
      loader,
      opened,
      setBaseline,
      grid: () => grid,
      failed,
      deleteSelected: () => void remove(), // says itself what failed
    }),
  );
  const query = createQueryBox(queryRoot, board, loader, ask);

  function failed(error: unknown): void {
    failure = error instanceof Error ? error.message : String(error);
    host.fault(failure);
    drawBar();
  }

  const attempt = (act: () => Promise<unknown>): void => {
    failure = undefined;
    act().catch(failed);
  };

  function title(): string {
    const { experiments = [] } = board.state;
    return experiments.length === 0 ? t("Runs") : experiments.map(board.experimentName).join(", ");
  }

  function ask(filter: string): void {
    const trimmed = filter.trim();
    const { recent } = board.state;
    board.update({
      filter,
      recent: trimmed === "" ? recent : [trimmed, ...recent.filter((each) => each !== trimmed)].slice(0, mostRecent),
    });
    filterAgain();
  }

  function filterAgain(): void {
    attempt(async () => {
      if (await loader.reload()) say(t("{0} of {1} runs", formatCount(board.rowCount), formatCount(board.total)));
      else if (loader.filterError) say(loader.filterError.message);
    });
  }

  function setChips(next: readonly Chip[]): void {
    board.update({ chips: next });
    filterAgain();
  }

  function show(experiments: readonly string[]): void {
    board.update({ experiments, selected: [], top: 0, left: 0 });
    board.without("baseline");
    grid.scrollTo(0, 0);
    filterAgain();
  }

  function currentView(): Omit<SavedView, "name"> {
    const { experiments = [] } = board.state;
    const [only] = experiments;
    const name = experiments.length === 1 && only !== undefined ? board.experimentName(only) : undefined;
    return viewOf(
      board.state,
      board.visible().map(({ key }) => key),
      name,
      Date.now(),
    );
  }

  function isViewChanged(): boolean {
    const applied = views.find(({ name }) => name === board.state.view);
    return applied !== undefined && isChanged(applied, currentView());
  }

  const bands: BandActs = {
    experiments: (anchor) => openExperimentMenu(anchor, board, show),
    views: (anchor) =>
      openViewMenu(
        anchor,
        views,
        { name: board.state.view, isChanged: isViewChanged() },
        {
          apply(view) {
            const experiment = board.experiments.find(({ name }) => name === view.experiment);
            board.update(applyView(board.state, view));
            for (const part of ["group", "baseline"] as const) if (view[part] === undefined) board.without(part);
            if (experiment) board.update({ experiments: [experiment.id] });
            filterAgain();
          },
          save: (name) =>
            attempt(async () => {
              await source.saveView({ name, ...currentView() });
              views = await source.views();
              board.update({ view: name });
            }),
          remove: (name) =>
            attempt(async () => {
              await source.deleteView(name);
              views = await source.views();
              board.without("view");
            }),
          plain() {
            const { experiments } = board.state;
            board.update({ ...applyView(board.state, { name: "" }), ...(experiments ? { experiments } : {}) });
            board.without("group", "baseline", "view");
            filterAgain();
          },
        },
      ),
    charts() {
      const selected = board.selected();
      const runs = selected.length > 0 ? selected : board.shownRuns().slice(0, mostCompared);
      host.command("compareRuns", runs).catch(failed);
    },
    run: () => void host.command("runOpenFile").catch(failed), // the failure is said in the bar
    status: (chip) => setChips(withChip(board.state.chips, chip)),
    addChip: (anchor) => openChipMenu(anchor, board, (chip) => setChips(withChip(board.state.chips, chip))),
    removeChip: (chip) => setChips(board.state.chips.filter((each) => each !== chip)),
    group: (anchor) => openGroupMenu(anchor, board),
    columns: (anchor) => openColumnPanel(anchor, board),
    export: (anchor) => openExport(anchor, board.shownRuns()),
    more: (anchor) =>
      openMenuAt(anchor, t("More"), [
        {
          label: t("Nested runs below their parent"),
          isOn: board.state.isNested,
          act: () => board.update({ isNested: !board.state.isNested }),
        },
        {
          label: t("Collapse all"),
          icon: "collapse-all",
          act: () =>
            board.update({
              closed: grid.lines.flatMap((line) => (line.kind === "group" || line.children > 0 ? [line.key] : [])),
            }),
        },
        { label: t("Expand all"), icon: "expand-all", act: () => board.update({ closed: [] }) },
        "line",
        { label: t("Charts"), icon: "graph-line", isOff: board.rowCount === 0, act: bands.charts },
        { label: t("Sort newest first"), isOn: board.state.sort.length === 0, act: () => board.update({ sort: [] }) },
        {
          label: t("Copy the filter"),
          icon: "copy",
          isOff: board.state.filter === "",
          act: () => attempt(() => host.copy(board.state.filter)),
        },
        { label: t("Read again"), icon: "refresh", act: () => loader.hear([{ kind: "all", id: "" }]) },
      ]),
    showBaseline: () => grid.focusAt({ line: "baseline", column: "name" }),
  };

  function setBaseline(run: string | undefined): void {
    if (run === undefined) board.without("baseline");
    else board.update({ baseline: run });
    attempt(() => loader.readBaseline());
    const row = run === undefined ? undefined : board.row(run);
    say(row ? t("{0} is the baseline", row.name) : t("No baseline"));
  }

  function openExport(anchor: HTMLElement, runs: readonly string[]): void {
    openExportMenu(anchor, runs.length, (format: SheetFormat, where) =>
      attempt(() => exportRuns(runs, format, where, { board, loader, name: title() })),
    );
  }

  async function remove(): Promise<void> {
    const runs = board.selected();
    if (runs.length === 0 || host.isAway()) return;
    try {
      failure = undefined;
      await source.delete(runs);
      deleted = runs;
      board.update({ selected: [] });
      say(t("{0} runs deleted", formatCount(runs.length)));
      clearTimeout(undoTimer);
      undoTimer = setTimeout(() => {
        deleted = [];
        drawBar();
      }, undoFor);
    } catch (error) {
      failed(error);
    }
    drawBar();
  }

  const bar: BarActs = {
    compare: () => host.command("compareRuns", board.selected()).catch(failed),
    tag: () => host.command("addRunTag", board.selected()).catch(failed),
    star: () =>
      attempt(() =>
        areStarred() ? source.untag(board.selected(), starTag) : source.tag(board.selected(), starTag, "true"),
      ),
    export: (anchor) => openExport(anchor, board.selected()),
    delete: () => void remove(), // says itself what failed
    undo: () =>
      attempt(async () => {
        const runs = deleted;
        deleted = [];
        clearTimeout(undoTimer);
        drawBar();
        await source.restore(runs);
        say(t("{0} runs restored", formatCount(runs.length)));
      }),
    clear() {
      failure = undefined;
      deleted = [];
      board.update({ selected: [] });
      grid.focus();
    },
  };

  function areStarred(): boolean {
    const { selected } = board.state;
    return selected.length > 0 && selected.every((run) => board.row(run)?.starred);
  }

  function drawBar(): void {
    const { selected } = board.state;
    const shown = {
      selected: selected.length,
      areStarred: areStarred(),
      deleted: deleted.length,
      isOff: host.isAway(),
      failure,
    };
    render(selectionBar(shown, bar), places.bar);
    places.table.classList.toggle("under-bar", places.bar.childElementCount > 0);
  }

  /** Once a frame, however much has changed. */
  function plan(): void {
    if (isDrawn === 0) isDrawn = requestAnimationFrame(draw);
  }

  function draw(): void {
    if (isDrawn !== 0) cancelAnimationFrame(isDrawn);
    isDrawn = 0;
    const isBare = loader.isLoaded && board.total === 0;
    render(header(board, { title: title(), isChanged: isViewChanged(), isEmpty: isBare }, bands), places.header);
    query.draw();
    render(chips(board, bands), chipsRoot);
    render(matching(board), countRoot);
    render(viewBand(board, bands), places.view);
    const isEmpty = loader.isLoaded && board.rowCount === 0;
    places.table.hidden = isEmpty;
    places.filter.hidden = places.view.hidden = isBare;
    render(isEmpty ? empty() : nothing, places.empty);
    drawBar();
    grid.draw();
    keepSoon();
  }

  function empty() {
    if (board.total === 0)
      return html`<div class="empty">
        <div>${t("No run yet.")}</div>
        <div class="muted">${t("Run a training file: what it logs through MLflow or Weights & Biases shows up here, live.")}</div>
        ${button({ label: t("Run & Track"), icon: "play", isPrimary: true, act: bands.run })}
        <button class="link" @click=${() => host.command("createSampleRun").catch(failed)}>${t("Create a sample run")}</button>
      </div>`;
    const filters = board.state.chips.length + (board.state.filter.trim() === "" ? 0 : 1);
    const hidden = formatCount(board.total);
    return html`<div class="empty">
      <div>
        ${filters === 1 ? t("No run matches. {0} are hidden by the filter.", hidden) : t("No run matches. {0} are hidden by {1} filters.", hidden, filters)}
        <button
          class="link"
          @click=${() => {
            board.update({ filter: "", chips: [] });
            filterAgain();
          }}
        >${t("Clear filters")}</button>
      </div>
    </div>`;
  }

  /** At once, since a page that is left is gone the next moment; but not at every step of a scroll. */
  function keepSoon(): void {
    if (keepTimer !== undefined) return;
    const wait = keptAt + 200 - performance.now();
    if (wait <= 0) keep();
    else keepTimer = setTimeout(keep, wait);
  }

  function keep(): void {
    keepTimer = undefined;
    keptAt = performance.now();
    const { element } = grid;
    board.remember({ top: element.scrollTop, left: element.scrollLeft });
    host.keep(board.state);
  }

  /** Tags are small and read together, for the cell that has them all. */
  function tagColumns(): string[] {
    if (!board.visible().some(({ key }) => key === tagsKey)) return [];
    const tags = board.columns.filter(({ key, kind }) => kind === "tag" && key !== tagsKey);
    return [...tags.slice(0, mostTagColumns).map(({ key }) => key), `tags.${failureTag}`];
  }

  board.onChange(() => {
    plan();
    const { group, sort } = board.state;
    loader
      .want([...tagColumns(), ...(group === undefined ? [] : [group]), ...sort.map(({ key }) => key)])
      .catch(failed);
    if (board.state.selected.length > 0) colours().catch(failed);
  });
  const colours = () => grid.colours.want();
  loader.onSparks((key, runs) => grid.repaint(key, runs));
  grid.element.addEventListener("scroll", keepSoon, { passive: true });
  host.onChange((changes) => loader.hear(changes));
  host.onRuntime(plan);
  window.setInterval(() => {
    const hasLive = board.statuses.RUNNING > 0 && !document.hidden;
    if (hasLive) grid.tick();
  }, 1000);

  return {
    board,
    /** Reads everything for the first time. */
    async begin(): Promise<void> {
      const isKnown = board.state.experiments !== undefined;
      const reading = Promise.all([source.experiments(), source.views().catch(() => [])]).then(
        ([experiments, found]) => {
          views = found;
          board.setExperiments(experiments);
          if (board.state.experiments === undefined) {
            const [newest] = [...experiments].sort((a, b) => (b.last_run_time ?? 0) - (a.last_run_time ?? 0));
            board.update({ experiments: newest ? [newest.id] : [] });
          }
          host.title(t("Runs: {0}", title()));
        },
      );
      if (!isKnown) await reading;
      const { top, left } = board.state;
      await loader.reload();
      grid.draw();
      const { group, sort } = board.state;
      await loader.want([
        ...grid.wanted(),
        ...tagColumns(),
        ...(group === undefined ? [] : [group]),
        ...sort.map(({ key }) => key),
      ]);
      await reading;
      draw();
      if (top > 0 || left > 0) grid.scrollTo(top, left);
      ready("runTable");
    },
    setBaseline,
    ask,
  };
}
