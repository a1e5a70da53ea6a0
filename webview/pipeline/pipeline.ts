import "./pipeline.css";
import { html, nothing, render } from "lit";
import { type PipelineNode, readPipelinePage, readStagePage } from "../../src/shared/pipelinePage";
import { type PlotsPage, readPlotsPage } from "../../src/shared/plotsPage";
import type { DataDiffParams } from "../../src/shared/views/dataDiff";
import { type PipelineParams, type PipelineTarget, readPipelineParams } from "../../src/shared/views/pipeline";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { attempt, openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { createBoard } from "./board";
import { groupIdOf, isFolded, type Shown, shownOf } from "./fold";
import { groupPane } from "./groupPane";
import { header } from "./header";
import { hoverCard } from "./hoverCard";
import { laneChart } from "./laneChart";
import { parts } from "./parts";
import { emptyPipeline, faultList, nothingChanged } from "./places";
import { createPlotsTab } from "./plotsTab";
import { withRunFacts } from "./runFacts";
import { stagePane } from "./stagePane";
import { firstOwn, isLive, type Own, readOwn, type State } from "./state";
import { toolbar } from "./toolbar";
import { countsOf, scaleText } from "./words";

const path = "/api/tidemark/v1/pipeline/page";
const liveEvery = 1000;
const restsFor = 400;

void openPage(readPipelineParams, async ({ root, params }) => {
  let state: State | undefined;
  let trouble: string | undefined;
  let own: Own = wished(keptBefore(), params);
  let lastSaid = "";
  let pointed: string | undefined;
  let plots: PlotsPage | undefined;
  const plotsTab = createPlotsTab();
  let resting: ReturnType<typeof setTimeout> | undefined;

  const set = (more: Partial<State>): void => {
    if (state === undefined) return;
    state = { ...state, ...more };
    draw();
  };
  const keep = (change: Partial<Own>): void => {
    own = { ...own, ...change };
    host.keep(own, { ...(own.pipeline !== undefined && { pipeline: own.pipeline }) } satisfies PipelineParams);
  };
  const choose = (change: Partial<Own>): void => {
    keep(change);
    set({ own, ...("chosen" in change && { stage: undefined, noStage: undefined }) });
    if (change.chosen !== undefined) void loadStage();
    if (change.tab === "plots") void loadPlots();
  };
  const act = (name: string, ...args: readonly unknown[]): void => {
    set({ refused: undefined });
    attempt(
      () => host.command(name, ...args),
      (refused) => set({ refused }),
    );
  };

  const loadPage = async (): Promise<void> => {
    const query = own.pipeline === undefined ? "" : `?id=${encodeURIComponent(own.pipeline)}`;
    const page = await host.get(`${path}${query}`, readPipelinePage);
    trouble = undefined;
    state = { stage: undefined, noStage: undefined, refused: undefined, ...state, page, own };
    host.title(t("Pipeline: {0}", titleOf(page.id)));
    const told = countsOf(page.nodes).join(", ");
    if (isLive(state) && told !== lastSaid) say(told);
    lastSaid = told;
  };

  const loadStage = oneAtATime(async () => {
    const node = chosenNode();
    if (state === undefined || node?.kind !== "stage") return;
    const query = new URLSearchParams({ id: state.page.id, stage: node.id });
    try {
      const read = await host.get(`${path}/stage?${query}`, readStagePage);
      const stage = read.run?.name === "" ? await withRunFacts(read) : read;
      if (own.chosen === stage.id) set({ stage, noStage: undefined });
    } catch (error) {
      set({ noStage: wordsOf(error) });
    }
  });

  const loadPlots = oneAtATime(async () => {
    if (state === undefined || own.tab !== "plots") return;
    const { project = "." } = state.page;
    const read = await host
      .get(`/api/tidemark/v1/pipeline/plots?${new URLSearchParams({ project })}`, readPlotsPage)
      .catch((error: unknown) => ({ plots: [], faults: [{ name: "", message: wordsOf(error) }] }));
    // another project may have been opened meanwhile
    if (project !== (state.page.project ?? ".")) return;
    plots = read;
    draw();
  });

  const refresh = oneAtATime(async () => {
    await look();
    // what is drawn changes with the files; what a running stage says does not
    await loadPlots();
  });

  const look = oneAtATime(async () => {
    try {
      await loadPage();
      await loadStage();
    } catch (error) {
      trouble = wordsOf(error);
    }
    draw();
    ready("pipeline");
  });

  const chosenNode = (): PipelineNode | undefined => state?.page.nodes.find(({ id }) => id === own.chosen);

  const toggle = (id: string): void => {
    if (state === undefined) return;
    const node = state.page.nodes.find((each) => each.id === id);
    const group = node === undefined ? id : node.group === undefined ? undefined : groupIdOf(node);
    if (group === undefined) return;
    const members = state.page.nodes.filter((each) => each.group !== undefined && groupIdOf(each) === group).length;
    choose({ folded: { ...own.folded, [group]: !isFolded(own.folded, group, members) } });
  };
  const openLine = (file: string, line: number | undefined): void => act("openPipelineLine", file, line ?? 1);
  const open = (pipeline: string): void => {
    plots = undefined;
    choose({ pipeline, chosen: undefined, view: undefined });
    board.reset();
    void refresh();
  };
  /** From a list or a bar: chosen and brought to where it can be seen, out of its group if need be. */
  const chooseFromAfar = (id: string): void => {
    const node = state?.page.nodes.find((each) => each.id === id);
    if (node === undefined) return;
    choose({ chosen: id, ...(node.group !== undefined && { folded: { ...own.folded, [groupIdOf(node)]: false } }) });
    board.bringIn(id);
  };

  const point = (id: string | undefined): void => {
    if (id === pointed && resting === undefined) return;
    clearTimeout(resting);
    const isOnCard = id === undefined && root.querySelector(".card:hover") !== null;
    if (isOnCard) return;
    resting = setTimeout(
      () => {
        resting = undefined;
        if (pointed === id) return;
        pointed = id;
        draw();
      },
      id === undefined ? 150 : restsFor,
    );
  };

  const board = createBoard(
    {
      choose: (id) => choose({ chosen: own.chosen === id ? undefined : id }),
      toggle,
      point,
      moved(view) {
        pointed = undefined;
        keep({ view });
        if (state) state = { ...state, own };
      },
      scaled() {
        const shown = root.querySelector(".scale");
        const text = scaleText(board.scale());
        if (shown && shown.textContent !== text) shown.textContent = text;
      },
    },
    own.view,
  );

  const draw = (): void => {
    if (state === undefined) render(trouble === undefined ? nothing : sayTrouble(trouble, refresh), root);
    else render(page(state), root);
  };

  const page = (now: State) => {
    const { page: shownPage } = now;
    const shown = shownOf(shownPage.nodes, shownPage.edges, own);
    const hasStages = shownPage.nodes.length > 0;
    const target = targetOf(now);
    const jobs = own.jobs === 0 ? {} : { jobs: own.jobs };
    return html`${header(now, {
      reproduce: () => act("reproduce", { ...target, ...jobs }),
      dryRun: () => act("dryRunPipeline", target),
      stop: () => act("stopPipeline", target),
    })}
    ${trouble === undefined ? nothing : sayTrouble(trouble, refresh)}
    ${now.refused === undefined ? nothing : sayTrouble(now.refused, undefined)}
    ${faultList(shownPage.faults, openLine)}
    ${
      hasStages
        ? html`${parts(own.tab, (tab) => choose({ tab }))}
          ${own.tab === "plots" ? plotsTab.draw(plots) : nothing}
          <div class="with-pane" id="panel-graph" role="tabpanel" aria-labelledby="tab-graph" ?hidden=${own.tab === "plots"}>
            <main class="main" tabindex="-1">
              ${toolbar(now, shown, board, { open, choose })}
              ${board.draw({ shown, chosen: chosenIn(shown), now: shownPage.now }, overBoard(now, shown))}
              ${laneChart(now, chooseFromAfar)}
            </main>
            ${pane(now, shown)}
          </div>`
        : shownPage.faults.length > 0
          ? nothing
          : emptyPipeline(shownPage.pipelines.length === 0 ? undefined : shownPage.id)
    }`;
  };

  /** A chosen stage that lies folded in a group is found at the group. */
  const chosenIn = (shown: Shown): string | undefined => {
    if (shown.items.some(({ id }) => id === own.chosen)) return own.chosen;
    const node = chosenNode();
    return node?.group === undefined ? undefined : groupIdOf(node);
  };

  const overBoard = (now: State, shown: Shown) => {
    if (shown.items.length === 0 && own.onlyChanged) return nothingChanged(() => choose({ onlyChanged: false }));
    const node = now.page.nodes.find(({ id }) => id === pointed);
    const at = pointed === undefined ? undefined : board.boxOn(pointed);
    return node && at ? hoverCard(node, at, () => openLine(node.file, node.line)) : nothing;
  };

  const pane = (now: State, shown: Shown) => {
    const close = () => choose({ chosen: undefined });
    const group = shown.items.find((item) => item.kind === "group" && item.id === own.chosen);
    if (group?.kind === "group")
      return groupPane(group, now.page.now, { close, choose: chooseFromAfar, unfold: () => toggle(group.id) });
    const node = chosenNode();
    if (node === undefined) return nothing;
    return stagePane(now, node, {
      close,
      choose: chooseFromAfar,
      reproduce: (stage) => act("reproduceStage", { ...targetOf(now), stage }),
      openLine,
      diff: (path) => act("openDataDiff", { project: now.page.project ?? ".", path } satisfies DataDiffParams),
      copy: (text) => void host.copy(text).then(() => say(t("Copied"))),
    });
  };

  const isSeen = () => document.visibilityState === "visible";
  setInterval(() => {
    if (!isSeen() || host.isAway() || !state || !isLive(state)) return;
    void look().then(() => (state && isLive(state) ? undefined : loadPlots()));
  }, liveEvery);
  document.addEventListener("visibilitychange", () => {
    if (isSeen()) void refresh();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && own.chosen !== undefined) choose({ chosen: undefined });
  });
  host.onChange((changes) => {
    if (changes.some(({ kind }) => ["all", "pipeline", "data"].includes(kind))) void refresh();
  });
  host.onRuntime(draw);
  host.onWish((wish) => {
    const { pipeline, stage } = readPipelineParams(wish, "wish");
    if (pipeline !== undefined && pipeline !== own.pipeline) open(pipeline);
    if (stage !== undefined) {
      choose({ chosen: stage });
      void refresh().then(() => chooseFromAfar(stage));
    }
  });
  await refresh();
});

function targetOf({ page: { project = ".", file } }: State): PipelineTarget {
  return { project, ...(file !== undefined && { file }) };
}

function wished(kept: Own, { pipeline, stage }: PipelineParams): Own {
  return {
    ...kept,
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { chosen: stage }),
  };
}

function titleOf(id: string): string {
  const parts = id.split("/").filter((part) => part !== "dvc.yaml" && part !== ".");
  return parts.at(-1) ?? "dvc.yaml";
}

function keptBefore(): Own {
  const kept = host.kept();
  try {
    return kept === undefined ? firstOwn : readOwn(kept, "state");
  } catch {
    return firstOwn; // how a page looked is no loss
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sayTrouble(text: string, again: (() => void) | undefined) {
  return html`<div class="error line" role="alert">
    ${icon("error")}<span>${text}
      ${again === undefined ? nothing : html`<button class="link" @click=${again}>${t("Try again")}</button>`}
      <button class="link" @click=${() => void host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}
