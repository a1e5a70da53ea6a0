import "./explain.css";
import { html, nothing, render } from "lit";
import {
  type ExplainWish,
  readExplainedInteractions,
  readExplainedRow,
  unpackExplanation,
} from "../../src/shared/explanation";
import { readExplainParams } from "../../src/shared/views/explain";
import { createPopup } from "../charts/popup";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { onTheme } from "../kit/theme";
import { t } from "../kit/words";
import { explainedOf } from "./model/explained";
import { explainedOfRow } from "./model/ofOneRow";
import { shuffled } from "./model/shuffled";
import { cohortsTab, createCohorts } from "./parts/cohortsTab";
import { createDecisionTab } from "./parts/decisionTab";
import { createDependencePane } from "./parts/dependencePane";
import { createDependenceTab } from "./parts/dependenceTab";
import { exports } from "./parts/exporting";
import { header } from "./parts/header";
import { interactionsTab } from "./parts/interactionsTab";
import { rowPane } from "./parts/rowPane";
import { createRowsTab } from "./parts/rowsTab";
import { showSwarms, summary } from "./parts/summary";
import { createSwarms } from "./parts/swarms";
import { tabStrip } from "./parts/tabs";
import { waiting } from "./parts/waiting";
import { chosenRow, firstOwn, type Own, readOwn, type State, shownFeatures } from "./state";
import { count, sentence } from "./words";

const route = "/api/tidemark/v1/explain";
const sidePadding = 40;

void openPage(readExplainParams, async ({ root, params: first }) => {
  let params = first;
  let state: State | undefined;
  let trouble: string | undefined;
  let own: Own = keptBefore();
  let rowIsTable = false;
  /** The parts that depend on the room wait until they stand. */
  let frame = 0;

  const choose = (change: Partial<Own>): void => {
    own = { ...own, ...change };
    host.keep(own, params);
    set({ own });
    if ("output" in change || "space" in change) void load();
    if (change.tab === "interactions") askInteractions();
    if (change.row !== undefined) sayRow();
  };
  const set = (more: Partial<State>): void => {
    if (state === undefined) return;
    state = { ...state, ...more };
    draw();
  };
  const fail = (error: unknown): void => {
    trouble = error instanceof Error ? error.message : String(error);
    draw();
  };

  const rowsTab = createRowsTab(choose, () => draw());
  const step = (by: number): void => {
    if (state === undefined) return;
    const listed = own.tab === "rows" ? rowsTab.listed(state) : undefined;
    const at = own.row === undefined ? -1 : (listed?.indexOf(own.row) ?? own.row);
    const last = (listed?.length ?? state.explained.rows) - 1;
    const next = Math.max(0, Math.min(last, own.row === undefined ? 0 : at + by));
    const row = listed ? listed[next] : next;
    if (row === undefined) return;
    choose({ row });
    rowsTab.reveal(row);
  };
  const swarms = createSwarms(() => {
    if (state && own.tab === "summary") showSwarms(root, shownFeatures(state), swarms);
    if (own.row !== undefined) draw(); // rings stand where dots were laid
  });
  const dependencePane = createDependencePane(choose);
  const dependenceTab = createDependenceTab(choose);
  const decisionTab = createDecisionTab(choose);
  const cohorts = createCohorts();
  const popup = createPopup();

  const wish = (): ExplainWish => ({
    ...(params.data !== undefined && { data: params.data }),
    ...(params.model !== undefined && { model: params.model }),
    ...(params.background !== undefined && { background: params.background }),
    ...(own.output !== undefined && { output: own.output }),
    ...(own.space !== undefined && { output_space: own.space }),
  });

  const show = (explained: State["explained"]): void => {
    state = {
      interactions: undefined,
      asked: undefined,
      ...state,
      companions: new Map(),
      explained,
      order: shuffled(explained.rows),
      isLoading: false,
      own,
    };
    const at = params.request === undefined ? -1 : (explained.page.requests?.indexOf(params.request) ?? -1);
    if (at >= 0 && state.asked?.request === params.request) own = { ...own, row: at };
    else if (own.row !== undefined && own.row >= explained.rows) own = { ...own, row: undefined };
    state = { ...state, own };
    host.title(t("Explain: {0}", name()));
    draw();
    if (own.tab === "interactions") askInteractions();
  };

  const load = oneAtATime(async () => {
    set({ isLoading: true });
    try {
      const { page, ...numbers } = unpackExplanation(await host.bytes("POST", route, wish()));
      trouble = undefined;
      set({ interactions: undefined });
      show(explainedOf(page, numbers));
    } catch (error) {
      set({ isLoading: false });
      fail(error);
    }
    ready("explain");
  });

  /** One request is explained in no time: it is shown before the log that it came from. */
  const loadRequest = async (): Promise<void> => {
    const { request } = params;
    if (request === undefined) return;
    try {
      const asked = await host.get(`${route}/request/${encodeURIComponent(request)}`, readExplainedRow);
      if (state === undefined) show(explainedOfRow(asked));
      const at = state?.explained.page.requests?.indexOf(request) ?? -1;
      own = { ...own, row: at >= 0 ? at : undefined };
      set({ asked, own });
    } catch (error) {
      fail(error);
    }
  };

  const askInteractions = (): void => {
    if (state === undefined || (state.interactions !== undefined && !("fault" in state.interactions))) return;
    const of = state.explained;
    set({ interactions: undefined });
    const isStill = () => state?.explained === of;
    host.post(`${route}/interactions`, wish(), readExplainedInteractions).then(
      (interactions) => {
        if (isStill()) set({ interactions });
      },
      (error: unknown) => {
        if (isStill()) set({ interactions: { fault: error instanceof Error ? error.message : String(error) } });
      },
    );
  };

  const name = (): string => params.name ?? state?.explained.page.title ?? params.model ?? params.data ?? "";

  const sayRow = (): void => {
    const row = state && chosenRow(state);
    if (state === undefined || row === undefined) return;
    const { figure, rest } = sentence(state.explained, row);
    say(`${row.row === undefined ? t("Logged prediction") : t("Row {0}", count(row.row + 1))}: ${figure} ${rest}`);
  };

  const draw = (): void => {
    if (state === undefined) {
      render(trouble === undefined ? waiting(name(), params.data) : sayTrouble(trouble, load), root);
      return;
    }
    render(page(state), root);
    if (frame === 0) frame = requestAnimationFrame(paint);
  };

  /** What is drawn for the room that there is. */
  const paint = (): void => {
    frame = 0;
    if (state === undefined) return;
    const main = root.querySelector<HTMLElement>(".main");
    const side = root.querySelector<HTMLElement>(".side");
    const room = (main?.clientWidth ?? 0) - sidePadding;
    if (own.tab === "summary") {
      const dots = root.querySelector<HTMLElement>(".swarm.axis .dots");
      const before = swarms.room();
      swarms.follow(state.explained, state.order, shownFeatures(state), dots?.clientWidth ?? 0);
      showSwarms(root, shownFeatures(state), swarms);
      const now = swarms.room();
      if (before.width !== now.width || before.span !== now.span) draw(); // ticks and rings stand by these
    }
    if (own.tab === "dependence") dependenceTab.draw(state, room);
    if (own.tab === "decision") decisionTab.draw(state, room);
    if (side && hasDependence(own)) dependencePane.draw(state, side.clientWidth - sidePadding, 210);
    const width = (side?.clientWidth ?? 0) - sidePadding;
    if (side && width !== paneWidth) {
      paneWidth = width;
      draw();
    }
  };
  let paneWidth = 440;

  const page = (now: State) => html`${header(now, name(), {
    choose,
    exportAs: (under) => popup.open(under, exports(now, name(), swarms, fail)),
  })}
    ${tabStrip(now, (tab) => choose({ tab }))}
    ${trouble === undefined ? nothing : sayTrouble(trouble, load)}
    <div class="with-pane on-${own.tab}" id="panel" role="tabpanel" aria-labelledby="tab-${own.tab}">
      <div class="main" tabindex="-1">${main(now)}</div>
      ${
        own.tab === "cohorts"
          ? nothing
          : html`<aside class="pane side" aria-label=${t("Details")}>
              ${hasDependence(own) ? dependencePane.view(now) : nothing}
              ${rowPane(now, paneWidth, rowIsTable, toggleRow, { choose, step })}
            </aside>`
      }
    </div>`;

  const toggleRow = (): void => {
    rowIsTable = !rowIsTable;
    draw();
  };

  const main = (now: State) => {
    const room = (root.querySelector<HTMLElement>(".main")?.clientWidth ?? 800) - sidePadding;
    switch (own.tab) {
      case "summary":
        return summary(now, swarms, { choose, step });
      case "dependence":
        return dependenceTab.view(now, room);
      case "interactions":
        return interactionsTab(now, { choose, again: askInteractions });
      case "decision":
        return decisionTab.view();
      case "cohorts":
        return cohortsTab(now, cohorts, choose);
      case "rows":
        return rowsTab.view(now);
      default:
        return own.tab satisfies never;
    }
  };

  onTheme(draw);
  host.onRuntime(draw);
  host.onWish((raw) => {
    params = readExplainParams(raw, "wish");
    host.keep(own, params);
    void loadRequest();
  });
  new ResizeObserver(draw).observe(root);
  draw();
  await Promise.all([loadRequest(), load()]);
});

function hasDependence({ tab }: Own): boolean {
  return tab === "summary" || tab === "interactions";
}

function keptBefore(): Own {
  const kept = host.kept();
  try {
    return kept === undefined ? firstOwn : { ...firstOwn, ...readOwn(kept, "state") };
  } catch {
    return firstOwn; // how a page looked is no loss
  }
}

function sayTrouble(text: string, again: () => Promise<void>) {
  return html`<div class="error" role="alert">
    ${icon("error")}<span>${text}
      <button class="link" @click=${() => void again()}>${t("Try again")}</button>
      <button class="link" @click=${() => void host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}
