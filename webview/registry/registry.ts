import "./registry.css";
import { html, render } from "lit";
import { type ModelDetail, readModelDetail, readVerdictReply, type VersionDetail } from "../../src/shared/modelDetail";
import { type AuditPage, readAuditPage } from "../../src/shared/models";
import { rankMetrics } from "../../src/shared/primaryMetric";
import { readRegistryParams } from "../../src/shared/views/registry";
import { button } from "../kit/controls";
import { host, Refused } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { attempt, openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { header } from "./header";
import { metricsSection, mostCharts } from "./metricsSection";
import { pane } from "./pane";
import { sideBySide } from "./sideBySide";
import { chosenOf, type Kept, keptOf, readKept, type State } from "./state";
import { fewEntries } from "./trail";
import { versionTable } from "./versionTable";

const mostEntries = 1000;
const kinds = new Set(["model", "model-version", "all"]);

void openPage(readRegistryParams, async ({ root, params, folder }) => {
  let state: State | undefined;
  let trouble: string | undefined;
  let trailLength = fewEntries;
  const name = params.model;
  // a client reads two dots as a step up, wherever they stand
  const path = `/api/tidemark/v1/models/${encodeURIComponent(name).replaceAll(".", "%2E")}`;

  const change = (more: Partial<State>): void => {
    if (state === undefined) return;
    state = { ...state, ...more };
    host.keep(keptOf(state), { ...params, version: state.version });
    draw();
  };

  const load = async (): Promise<void> => {
    const query = new URLSearchParams({ model: name, limit: String(trailLength) });
    const [detail, trail] = await Promise.all([
      host.get(path, readModelDetail),
      host.get(`/api/tidemark/v1/registry/audit?${query}`, readAuditPage),
    ]);
    trouble = undefined;
    take(detail, trail);
  };

  const take = (detail: ModelDetail, trail: AuditPage): void => {
    const kept: Kept = state === undefined ? keptBefore() : {};
    state = {
      version: kept.version ?? params.version,
      against: kept.against,
      metrics: kept.metrics,
      asTable: kept.asTable ?? false,
      comment: kept.comment ?? "",
      failure: undefined,
      isBusy: false,
      showsAll: false,
      ...state,
      detail,
      trail,
    };
    draw();
    ready("registry");
  };

  const refresh = oneAtATime(() =>
    load().catch((error: unknown) => {
      trouble =
        error instanceof Refused && error.status === 404
          ? t("The model {0} is not here any more.", name)
          : error instanceof Error
            ? error.message
            : String(error);
      draw();
      ready("registry");
    }),
  );

  const judge = (version: VersionDetail, word: "approve" | "reject"): void => {
    if (state === undefined || state.isBusy) return;
    const { comment } = state;
    change({ isBusy: true, failure: undefined });
    attempt(
      async () => {
        await host.post(`${path}/versions/${version.version}/${word}`, { comment: comment.trim() }, readVerdictReply);
        change({ isBusy: false, comment: "" });
        say(
          word === "approve" ? t("Version {0} approved", version.version) : t("Version {0} rejected", version.version),
        );
        void refresh();
      },
      (failure) => change({ isBusy: false, failure }),
    );
  };

  const draw = (): void => {
    if (state === undefined) render(trouble === undefined ? "" : sayTrouble(trouble, refresh), root);
    else render(page(state), root);
  };

  const page = (now: State) => {
    const chosen = chosenOf(now);
    const ranked = rankMetrics(now.detail.versions);
    const shown = (now.metrics ?? ranked.slice(0, mostCharts)).filter((key) => ranked.includes(key));
    const isAway = host.isAway();
    const openRun = (of: VersionDetail) => void host.command("openRun", of.run);
    return html`${header(now, folder.uri, {
      isAway,
      promote: (version) => void host.command("promoteModel", name, version),
      compare: (runs) => void host.command("compareRuns", runs),
    })}
    ${trouble === undefined ? "" : sayTrouble(trouble, refresh)}
    <div class="with-pane">
      <div class="main">
        ${
          chosen === undefined
            ? html`<div class="empty"><p>${t("{0} has no versions yet.", name)}</p>
                <p class="muted">${t("Registering a model that a run has logged makes one.")}</p>
                ${button({ label: t("Register Model…"), icon: "add", isPrimary: true, act: () => void host.command("registerModel") })}</div>`
            : html`${versionTable(now, shown.length > 0 ? shown : ranked, folder.uri, {
                choose: (version) => change({ version, failure: undefined }),
                openRun,
                showAll: () => change({ showsAll: true }),
              })}
              ${metricsSection(now, ranked, shown, {
                choose: (metrics) => change({ metrics }),
                toggleTable: () => change({ asTable: !now.asTable }),
              })}
              ${sideBySide(now, ranked, (against) => change({ against }))}`
        }
      </div>
      ${pane(now, chosen, {
        isAway,
        write: (comment) => change({ comment }),
        judge: (word) => chosen && judge(chosen, word),
        showTrail: () => {
          trailLength = mostEntries;
          void refresh();
        },
      })}
    </div>`;
  };

  host.onChange((changes) => {
    const runs = new Set(state?.detail.versions.map(({ run }) => run));
    if (changes.some(({ kind, id }) => kinds.has(kind) || (runs.has(id) && kind !== "artifact"))) void refresh();
  });
  host.onRuntime(draw);
  host.onWish((wish) => change({ version: readRegistryParams(wish, "wish").version ?? state?.version }));
  // the policy is a file of the workspace, and nobody tells a page that it was saved
  window.addEventListener("focus", () => void refresh());
  await refresh();
});

function keptBefore(): Kept {
  const kept = host.kept();
  try {
    return readKept(kept ?? {}, "state");
  } catch {
    return {}; // how a page looked is no loss
  }
}

function sayTrouble(text: string, again: () => void) {
  return html`<div class="error" role="alert">
    ${icon("error")}<span>${text}
      <button class="link" @click=${again}>${t("Try again")}</button>
      <button class="link" @click=${() => void host.command("showLog")}>${t("Show log")}</button></span>
  </div>`;
}
