import "./drift.css";
import { html, nothing, render } from "lit";
import { driftHtml } from "../../src/core/drift/driftHtml";
import { type DriftDocument, readDriftDocument } from "../../src/shared/drift";
import { readMonitorDocument } from "../../src/shared/monitorDocument";
import type { MonitorDocument } from "../../src/shared/monitors";
import { type DriftParams, readDriftParams } from "../../src/shared/views/drift";
import { button, checkbox, dropdown, textField } from "../kit/controls";
import { host, Refused } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { columnPane } from "./columnPane";
import { createColumnTable } from "./columnTable";
import { header, verdict } from "./header";
import { type Row, reportOf, rowsOf } from "./rows";
import { firstOwn, type Own, offeredTests, readOwn, type State } from "./state";
import { timeline } from "./timeline";
import { testWord } from "./words";

const monitors = "/api/tidemark/v1/monitors";
const sidePadding = 40;

void openPage(readDriftParams, async ({ root, params: opened }) => {
  let params: DriftParams = opened;
  let state: State = {
    drift: undefined,
    monitor: undefined,
    window: params.window,
    isBusy: true,
    own: keptBefore(params),
  };
  let trouble: string | undefined;
  let shown: { readonly of: unknown; readonly rows: readonly Row[] } | undefined;
  let isDrawn = false;
  let isSeen = false;
  let answered: Pick<Own, "test" | "by"> = { test: undefined, by: undefined };

  const name = (): string => params.monitor ?? shortName(params.current ?? "");
  const path = (): string => `${monitors}/${encodeURIComponent(params.monitor ?? "").replaceAll(".", "%2E")}`;

  const set = (more: Partial<State>): void => {
    state = { ...state, ...more };
    draw();
  };
  const choose = (change: Partial<Own>): void => {
    const own = { ...state.own, ...change };
    host.keep(own);
    set({ own });
    if ("test" in change || "by" in change) void refresh();
  };

  const askTables = async (): Promise<DriftDocument> => {
    const { test, by } = state.own;
    return host.post(
      "/api/tidemark/v1/drift",
      {
        reference: params.reference,
        current: params.current,
        ...(test && { method: test }),
        ...(by && { segment: by }),
      },
      readDriftDocument,
    );
  };

  /** A window may have gone meanwhile: the newest is shown then. */
  const askMonitor = async (): Promise<MonitorDocument> => {
    const { window } = state;
    if (window === undefined) return host.get(path(), readMonitorDocument);
    try {
      return await host.get(`${path()}?window=${encodeURIComponent(window)}`, readMonitorDocument);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
      set({ window: undefined });
      return host.get(path(), readMonitorDocument);
    }
  };

  const load = async (): Promise<void> => {
    if (params.monitor === undefined) {
      set({ drift: await askTables() });
      return;
    }
    const monitor = await askMonitor();
    set({ monitor, drift: monitor.drift });
    // who opened the page has seen what it tells; what comes later is told
    if (!isSeen && monitor.state.open > 0 && document.visibilityState === "visible")
      host.command("acknowledgeAlerts", params.monitor).catch((error: unknown) => host.fault(wordsOf(error)));
    isSeen = true;
  };

  const refresh = oneAtATime(async () => {
    host.title(t("Drift: {0}", name()));
    try {
      set({ isBusy: true });
      await load();
      trouble = undefined;
      answered = { test: state.own.test, by: state.own.by };
    } catch (error) {
      // what was refused is not kept: the next time there would be no way back
      if (params.monitor === undefined) {
        const own = { ...state.own, ...answered };
        host.keep(own);
        set({ own });
      }
      const isGone = error instanceof Refused && error.status === 404 && params.monitor !== undefined;
      trouble = isGone ? t("The monitor {0} is not in tidemark.yaml any more.", name()) : wordsOf(error);
    }
    set({ isBusy: false });
    ready("drift");
    const report = state.drift && reportOf(state.drift, state.own.segment);
    if (report) say(verdict(report.drifted, report.tested));
  });

  const check = async (): Promise<void> => {
    if (params.monitor === undefined) return refresh();
    set({ isBusy: true, window: undefined });
    try {
      await host.command("checkMonitor", params.monitor);
    } catch (error) {
      trouble = wordsOf(error);
      return set({ isBusy: false });
    }
    return refresh();
  };

  const table = createColumnTable({
    choose: (chosen) => choose({ chosen: state.own.chosen === chosen ? undefined : chosen }),
    sort: (sort) => choose(state.own.sort === sort ? { isTurned: !state.own.isTurned } : { sort, isTurned: false }),
    scrolled() {
      if (isDrawn) return;
      isDrawn = true;
      requestAnimationFrame(() => {
        isDrawn = false;
        draw();
      });
    },
  });

  const rows = (drift: DriftDocument, { text, onlyDrifted, segment, sort, isTurned }: Own): readonly Row[] => {
    const of = JSON.stringify([drift.at, drift.current.name, text, onlyDrifted, segment, sort, isTurned, state.window]);
    if (shown?.of !== of) shown = { of, rows: rowsOf(drift, state.own) };
    return shown.rows;
  };

  const draw = (): void => {
    render(page(), root);
  };

  const page = () => {
    const { drift, own, monitor } = state;
    const windows = monitor?.windows ?? [];
    const upTo = windows.findIndex(({ id }) => id === state.window);
    const past = upTo < 0 ? windows : windows.slice(0, upTo + 1);
    const all = drift === undefined ? [] : rows(drift, own);
    const chosen = all.find((row) => row.name === own.chosen);
    return html`${header(state, name(), { check: () => void check(), exportHtml, exportJson })}
      ${trouble === undefined ? nothing : sayTrouble(trouble, () => void refresh())}
      ${timeline(windows, state.window, root.clientWidth - sidePadding, {
        choose(window) {
          set({ window: window === windows.at(-1)?.id ? undefined : window });
          void refresh();
        },
      })}
      ${
        drift === undefined
          ? nothing
          : html`${tools(drift)}
            <div class="with-pane"><main class="main" tabindex="-1">${
              all.length === 0
                ? nothingFound()
                : table.draw({ rows: all, windows: past, limit: limitOf(drift, own), own })
            }</main>
            ${
              chosen === undefined
                ? nothing
                : columnPane(chosen, drift, past, {
                    close: () => choose({ chosen: undefined }),
                    copy: (text) => void host.copy(text).then(() => say(t("Copied"))),
                    chooseSegment: (segment) => choose({ segment }),
                  })
            }</div>`
      }
      ${drift === undefined && trouble === undefined ? quiet() : nothing}`;
  };

  const quiet = () => {
    const { monitor, isBusy } = state;
    if (isBusy && monitor === undefined)
      return html`<div class="empty grow"><div class="muted">${t("Comparing…")}</div></div>`;
    return html`<div class="empty grow"><h2>${t("Nothing to compare yet")}</h2>
      <div class="muted">${monitor?.state.fault ?? monitor?.state.says ?? t("The first window is not over yet.")}</div></div>`;
  };

  const nothingFound = () =>
    html`<div class="empty"><div>${t("No column is like that.")}</div>
      ${button({ label: t("Clear filters"), act: () => choose({ text: "", onlyDrifted: false }) })}</div>`;

  const tools = (drift: DriftDocument) => {
    const { own } = state;
    const segments = Object.keys(drift.report.segments ?? {});
    const columns = drift.columns.filter(({ edges, labels }) => edges === undefined && (labels?.length ?? 0) > 1);
    return html`<div class="band tools line">
      ${textField({ label: t("Filter columns"), placeholder: t("Filter columns"), icon: "search", value: own.text, input: (text) => choose({ text }) })}
      ${
        params.monitor === undefined
          ? dropdown(
              t("Test"),
              [
                { value: "", label: t("Tests: by type") },
                ...offeredTests.map((value) => ({ value, label: testWord(value) })),
              ],
              own.test ?? "",
              (test) => choose({ test: test || undefined }),
            )
          : nothing
      }
      ${
        params.monitor === undefined && columns.length > 0
          ? dropdown(
              t("Part rows by"),
              [
                { value: "", label: t("No segments") },
                ...columns.map(({ name: value }) => ({ value, label: t("By {0}", value) })),
              ],
              own.by ?? "",
              (by) => choose({ by: by || undefined, segment: undefined }),
            )
          : nothing
      }
      ${
        segments.length > 0
          ? dropdown(
              t("Segment"),
              [{ value: "", label: t("Segment: all") }, ...segments.map((value) => ({ value, label: value }))],
              own.segment ?? "",
              (segment) => choose({ segment: segment || undefined }),
            )
          : nothing
      }
      ${checkbox(t("Only drifted"), own.onlyDrifted, (onlyDrifted) => choose({ onlyDrifted }))}
      <span class="grow"></span>
      <span class="keys small muted"><span class="swatch reference"></span>${t("reference")} <span class="swatch current"></span>${t("current")}</span>
    </div>`;
  };

  const exportJson = (): void => {
    if (state.drift)
      void host.save(`drift-${fileName(name())}.json`, `${JSON.stringify(state.drift.report, undefined, 2)}\n`);
  };
  const exportHtml = (): void => {
    if (state.drift) void host.save(`drift-${fileName(name())}.html`, driftHtml(name(), state.drift));
  };

  host.onChange((changes) => {
    const isOurs = changes.some(
      ({ kind, id }) => kind === "all" || (kind === "monitor" && (id === params.monitor || id === "")),
    );
    if (isOurs && params.monitor !== undefined) void refresh();
  });
  host.onRuntime(draw);
  host.onWish((wish) => {
    params = readDriftParams(wish, "wish");
    set({
      window: params.window,
      drift: undefined,
      ...(params.column && { own: { ...state.own, chosen: params.column } }),
    });
    void refresh();
  });
  new ResizeObserver(draw).observe(root);
  draw();
  await refresh();
});

function limitOf(drift: DriftDocument, { segment }: Own): number | undefined {
  const limits = new Set(Object.values(reportOf(drift, segment).columns).map(({ threshold }) => threshold));
  return limits.size === 1 ? [...limits][0] : undefined;
}

function keptBefore({ column }: DriftParams): Own {
  const kept = host.kept();
  const asked = column === undefined ? {} : { chosen: column };
  try {
    return { ...(kept === undefined ? firstOwn : readOwn(kept, "state")), ...asked };
  } catch {
    return { ...firstOwn, ...asked }; // how a page looked is no loss
  }
}

/** Of an address the last part of its path. */
function shortName(address: string): string {
  return address.split("/").at(-1) ?? address;
}

function fileName(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, "-");
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
