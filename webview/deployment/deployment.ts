import "./deployment.css";
import { html, nothing, render } from "lit";
import { readReport } from "../../src/core/rollout/readReport";
import { type LiveDeployment, readHistory, readLive, readTried, readTryForm } from "../../src/shared/deploymentPage";
import { requestSnippet } from "../../src/shared/snippets";
import { type DeploymentParams, readDeploymentParams } from "../../src/shared/views/deployment";
import { host, Refused } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { charts } from "./charts";
import { events } from "./events";
import { gates } from "./gates";
import { header } from "./header";
import { progress } from "./progress";
import { reportBlock } from "./report";
import { snippet } from "./snippet";
import { split } from "./split";
import { firstOwn, hasTraffic, joined, type Own, readOwn, type State, sinceOf } from "./state";
import { bodyOf, tryIt } from "./tryIt";
import { phaseWord } from "./words";

const liveEvery = 1000;
const reportEvery = 5000;
const sidePadding = 40;

void openPage(readDeploymentParams, async ({ root, params }) => {
  let state: State | undefined;
  let trouble: string | undefined;
  let own: Own = { ...keptBefore(), ...(params.tries && { tries: true }) };
  let reportedAt = 0;
  let copiedAt = 0;
  let lastTold = "";
  const name = params.deployment;
  const path = `/api/tidemark/v1/deployments/${encodeURIComponent(name).replaceAll(".", "%2E")}`;

  const set = (more: Partial<State>): void => {
    if (state === undefined) return;
    state = { ...state, ...more };
    draw();
  };
  const fail = (error: unknown): void => {
    const isGone = error instanceof Refused && error.status === 404;
    trouble = isGone ? t("The deployment {0} is not here any more.", name) : wordsOf(error);
    draw();
  };
  const choose = (change: Partial<Own>): void => {
    own = { ...own, ...change };
    host.keep(own, { deployment: name } satisfies DeploymentParams);
    set({ own });
    if ("metric" in change || "covariate" in change) loadReport().catch(fail);
    if (change.tries) {
      void loadForm();
      requestAnimationFrame(() => root.querySelector<HTMLElement>(".try h2")?.focus());
    }
  };

  const loadLive = async (): Promise<void> => {
    const live = await host.get(`${path}/live?since=${state ? sinceOf(state.course) : 0}`, readLive);
    const before = state; // an answer to a request may have come meanwhile
    const course = joined(before?.course ?? {}, live.course, live.now);
    state = {
      history: [],
      report: undefined,
      form: undefined,
      noForm: undefined,
      tried: undefined,
      isTrying: false,
      failure: undefined,
      showsAllEvents: false,
      ...before,
      live,
      course,
      own,
    };
    trouble = undefined;
    const told = movedOf(live);
    if (told === lastTold) return;
    const { history } = await host.get(`${path}/history`, readHistory);
    lastTold = told;
    state = { ...state, history };
    if (before?.form || before?.noForm) await loadForm(); // another model may ask for other features
    if (before) say(`${name}: ${phaseWord(live.deployment.phase)}. ${live.deployment.reason}`);
  };

  const loadReport = oneAtATime(async () => {
    if (state === undefined || state.live.rollout.treatments.length === 0) return;
    reportedAt = Date.now();
    const query = new URLSearchParams();
    if (own.metric !== undefined) query.set("metric", own.metric);
    if (own.covariate !== undefined) query.set("covariate", own.covariate);
    const report = await host.get(`${path}/report?${query}`, readReport);
    set({ report });
  });

  const loadForm = async (): Promise<void> => {
    try {
      const form = await host.get(`${path}/form`, readTryForm);
      set({ form, noForm: undefined });
    } catch (error) {
      set({ noForm: wordsOf(error) });
    }
  };

  const refresh = oneAtATime(async () => {
    try {
      const isFirst = state === undefined;
      await loadLive();
      if (isFirst && (own.tries || (state && !hasTraffic(state)))) await loadForm();
      if (Date.now() - reportedAt >= reportEvery) await loadReport();
    } catch (error) {
      fail(error);
    }
    draw();
    ready("deployment");
  });

  const send = (): void => {
    if (state === undefined || state.isTrying) return;
    const request = bodyOf(state);
    if ("fault" in request) return;
    set({ isTrying: true, failure: undefined });
    host.post(`${path}/predict`, { text: request.text }, readTried).then(
      (tried) => {
        set({ isTrying: false, tried });
        void refresh();
      },
      (error: unknown) => set({ isTrying: false, failure: wordsOf(error) }),
    );
  };

  const copy = (text: string): void => {
    void host.copy(text).then(() => say(t("Copied")));
  };

  const copyUrl = (): void => {
    if (state === undefined) return;
    copy(`${state.live.deployment.url}/predict`);
    copiedAt = Date.now();
    draw();
  };

  let room = root.clientWidth - sidePadding;
  const draw = (): void => {
    if (state === undefined) {
      render(trouble === undefined ? nothing : sayTrouble(trouble, refresh), root);
      return;
    }
    render(page(state), root);
    const main = root.querySelector<HTMLElement>(".main");
    if (main === null || main.clientWidth - sidePadding === room) return;
    room = main.clientWidth - sidePadding; // a pane has come or gone: the charts are drawn for what is left
    render(page(state), root);
  };

  const page = (now: State) => {
    const isTried = now.live.rollout.treatments.length > 0;
    return html`${header(now, {
      tryIt: () => choose({ tries: !own.tries }),
      promote: () => void host.command("promoteDeployment", name),
      pause: () => void host.command("pauseDeployment", name),
      rollBack: () => void host.command("rollBackDeployment", name),
      copyUrl,
      hasCopied: Date.now() - copiedAt < 2000,
    })}
    ${trouble === undefined ? nothing : sayTrouble(trouble, refresh)}
    <div class="with-pane">
      <main class="main" tabindex="-1">
        ${split(now)}
        ${
          isTried
            ? html`<section class="block line stands" aria-label=${t("Rollout")}>
                <div class="where">${progress(now)}</div>
                <div class="judge">${gates(now)}</div>
              </section>`
            : nothing
        }
        ${hasTraffic(now) ? charts(now, room, () => choose({ asTable: !own.asTable })) : quiet(now)}
        ${reportBlock(now, { choose, copy })}
        ${events(now, () => set({ showsAllEvents: true }))}
      </main>
      ${own.tries ? tryIt(now, { change: choose, send, copy, close: () => choose({ tries: false }) }) : nothing}
    </div>`;
  };

  const quiet = ({ form }: State) => {
    const line = form && requestSnippet("curl", `${form.url}/predict`, JSON.stringify({ features: form.features }));
    return html`<section class="block line quiet" aria-label=${t("Live figures")}>
      <h2>${t("No requests yet")}</h2>
      <p class="muted">
        ${t("Charts begin with the first one: send it from here, or from a terminal.")}
        <button class="link" @click=${() => choose({ tries: true })}>${t("Try it")}</button>
      </p>
      ${line === undefined ? nothing : snippet(t("The first request"), line, copy)}
    </section>`;
  };

  const isSeen = () => document.visibilityState === "visible";
  setInterval(() => {
    if (isSeen() && !host.isAway()) void refresh();
  }, liveEvery);
  document.addEventListener("visibilitychange", () => {
    if (isSeen()) void refresh();
  });
  host.onChange((changes) => {
    // what the runtime tells of a deployment comes every second too
    if (changes.some(({ kind }) => kind === "all")) void refresh();
  });
  host.onRuntime(draw);
  host.onWish((wish) => {
    if (readDeploymentParams(wish, "wish").tries) choose({ tries: true });
  });
  new ResizeObserver(draw).observe(root);
  await refresh();
});

/** What is written down when it changes. */
function movedOf({ deployment, rollout }: LiveDeployment): string {
  const { phase, step, reason, weights } = deployment;
  return JSON.stringify([phase, step, reason, weights, rollout.failures, deployment.applied]);
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

function sayTrouble(text: string, again: () => void) {
  return html`<div class="error" role="alert">
    ${icon("error")}<span>${text}
      <button class="link" @click=${again}>${t("Try again")}</button>
      <button class="link" @click=${() => void host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}
