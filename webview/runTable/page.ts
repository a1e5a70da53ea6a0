import { nothing, render } from "lit";
import { formatCount } from "../../src/shared/format";
import { failureTag } from "../../src/shared/tags";
import { host } from "../kit/host";
import { ready, say } from "../kit/page";
import { t } from "../kit/words";
import { type BandActs, chips, header, matching, viewBand } from "./bands";
import { createBar } from "./bar";
import { createColours } from "./colours";
import { openColumnPanel } from "./columnPanel";
import { type EmptyActs, emptyTable } from "./emptyTable";
import { exportRuns } from "./exporting";
import { createGrid, type Grid } from "./grid";
import { createLoader } from "./loader";
import { openChipMenu, openExperimentMenu, openExportMenu, openGroupMenu } from "./menus";
import { createBoard } from "./model/board";
import { type Chip, withChip } from "./model/chips";
import { tagsKey } from "./model/columns";
import type { SheetFormat } from "./model/exportText";
import type { State } from "./model/state";
import { openMoreMenu } from "./moreMenu";
import { createQueryBox } from "./queryBox";
import { createSavedViews } from "./savedViews";
import { source } from "./source";
import { createTableActs } from "./tableActs";

const mostCompared = 100;
const mostRecent = 12;
const mostTagColumns = 12;

/** The run table's page: its bands, its table and the bar, and what they do. */
export function createPage(root: HTMLElement, first: State, opened: readonly string[]) {
  const board = createBoard(first);
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

  let keepTimer: ReturnType<typeof setTimeout> | undefined;
  let keptAt = Number.NEGATIVE_INFINITY;
  let isDrawn = 0;

  const bar = createBar(places, board, { openExport, focusTable: () => grid.focus() });
  const { attempt, fail: failed } = bar;
  const loader = createLoader(board, failed);
  const savedViews = createSavedViews(board, { attempt, filterAgain });
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
      deleteSelected: () => void bar.remove(), // says itself what failed
    }),
  );
  const query = createQueryBox(queryRoot, board, loader, ask);

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

  const bands: BandActs = {
    experiments: (anchor) => openExperimentMenu(anchor, board, show),
    views: savedViews.openMenu,
    charts,
    run: () => void host.command("runOpenFile").catch(failed), // the failure is said in the bar
    status: (chip) => setChips(withChip(board.state.chips, chip)),
    addChip: (anchor) => openChipMenu(anchor, board, (chip) => setChips(withChip(board.state.chips, chip))),
    removeChip: (chip) => setChips(board.state.chips.filter((each) => each !== chip)),
    group: (anchor) => openGroupMenu(anchor, board),
    columns: (anchor) => openColumnPanel(anchor, board),
    export: (anchor) => openExport(anchor, board.shownRuns()),
    more: (anchor) =>
      openMoreMenu(anchor, board, {
        closable: () => grid.lines.flatMap((line) => (line.kind === "group" || line.children > 0 ? [line.key] : [])),
        charts,
        copyFilter: () => attempt(() => host.copy(board.state.filter)),
        readAgain: () => loader.hear([{ kind: "all", id: "" }]),
      }),
    showBaseline: () => grid.focusAt({ line: "baseline", column: "name" }),
  };

  function charts(): void {
    const selected = board.selected();
    const runs = selected.length > 0 ? selected : board.shownRuns().slice(0, mostCompared);
    host.command("compareRuns", runs).catch(failed);
  }

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

  /** Once a frame, however much has changed. */
  function plan(): void {
    if (isDrawn === 0) isDrawn = requestAnimationFrame(draw);
  }

  function draw(): void {
    if (isDrawn !== 0) cancelAnimationFrame(isDrawn);
    isDrawn = 0;
    const isBare = loader.isLoaded && board.total === 0;
    render(
      header(board, { title: title(), isChanged: savedViews.isOnChanged(), isEmpty: isBare }, bands),
      places.header,
    );
    query.draw();
    render(chips(board, bands), chipsRoot);
    render(matching(board), countRoot);
    render(viewBand(board, bands), places.view);
    const isEmpty = loader.isLoaded && board.rowCount === 0;
    places.table.hidden = isEmpty;
    places.filter.hidden = places.view.hidden = isBare;
    render(isEmpty ? emptyTable(board, emptyActs) : nothing, places.empty);
    bar.draw();
    grid.draw();
    keepSoon();
  }

  const emptyActs: EmptyActs = {
    run: bands.run,
    createSample: () => host.command("createSampleRun").catch(failed),
    clearFilters() {
      board.update({ filter: "", chips: [] });
      filterAgain();
    },
  };

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

  /** Wherever the table is scrolled to. */
  function neededColumns(): string[] {
    const { group, sort } = board.state;
    return [...tagColumns(), ...(group === undefined ? [] : [group]), ...sort.map(({ key }) => key)];
  }

  board.onChange(() => {
    plan();
    loader.want(neededColumns()).catch(failed);
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
    /** Reads everything for the first time. */
    async begin(): Promise<void> {
      const isKnown = board.state.experiments !== undefined;
      const reading = Promise.all([source.experiments(), savedViews.read()]).then(([experiments]) => {
        board.setExperiments(experiments);
        if (board.state.experiments === undefined) {
          const [newest] = [...experiments].sort((a, b) => (b.last_run_time ?? 0) - (a.last_run_time ?? 0));
          board.update({ experiments: newest ? [newest.id] : [] });
        }
        host.title(t("Runs: {0}", title()));
      });
      if (!isKnown) await reading;
      const { top, left } = board.state;
      await loader.reload();
      grid.draw();
      await loader.want([...grid.wanted(), ...neededColumns()]);
      await reading;
      draw();
      if (top > 0 || left > 0) grid.scrollTo(top, left);
      ready("runTable");
    },
    setBaseline,
    ask,
  };
}
