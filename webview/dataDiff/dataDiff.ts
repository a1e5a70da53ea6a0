import "./dataDiff.css";
import { html, nothing, render } from "lit";
import { readTableAnswer, tableFormat } from "../../src/core/table/summary/tableDiff";
import { changeKinds, type FileChange, readDataDiff } from "../../src/shared/data";
import { type DataDiffParams, readDataDiffParams } from "../../src/shared/views/dataDiff";
import { button, dropdown, textField } from "../kit/controls";
import { host, Refused } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { attempt, openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { detail } from "./detail";
import { createFileList } from "./fileList";
import { buildTree, type FileTree, filterChanges, listOf, openAtFirst, type Row, rowsOf } from "./fileTree";
import { firstOwn, type Own, readOwn, type State } from "./state";
import { changeWord, count, signedBytes, versionWord } from "./words";

const route = "/api/tidemark/v1/data";
/** So many lines are unfolded from the first. */
const mostOpen = 200;
/** More are counted, and not listed. */
const mostFiles = 200_000;

void openPage(readDataDiffParams, async ({ root, params }) => {
  let state: State | undefined;
  let trouble: string | undefined;
  let own: Own = keptBefore();
  let open = new Set<string>();
  let made: { readonly of: string; readonly changes: readonly FileChange[]; readonly tree: FileTree } | undefined;
  let isDrawn = false;

  const set = (more: Partial<State>): void => {
    if (state === undefined) return;
    state = { ...state, ...more };
    draw();
  };
  const choose = (change: Partial<Own>): void => {
    own = { ...own, ...change };
    host.keep(own);
    set({ own, ...("chosen" in change && { table: undefined, refused: undefined }) });
    if (change.chosen !== undefined) void loadTable();
  };
  const act = (name: string, ...args: readonly unknown[]): Promise<void> =>
    new Promise((resolve) => {
      set({ refused: undefined });
      attempt(
        () => host.command(name, ...args).finally(resolve),
        (refused) => set({ refused }),
      );
    });

  const chosen = (): FileChange | undefined => {
    const { files } = state?.diff ?? { files: [] };
    return files.length === 1 ? files[0] : files.find(({ path }) => path === own.chosen);
  };

  const loadDiff = async (): Promise<void> => {
    const diff = await host.get(`${route}/diff?${queryOf(params)}`, readDataDiff);
    made = undefined;
    state = { table: undefined, refused: undefined, ...state, diff, own };
    trouble = undefined;
    if (open.size === 0) open = openAtFirst(buildTree(diff.files), mostOpen);
    const about = params.path ?? (params.project === "." ? undefined : params.project);
    host.title(about === undefined ? t("Data diff") : t("Data diff: {0}", about));
  };

  const loadTable = oneAtATime(async () => {
    const change = chosen();
    if (state === undefined || change === undefined || tableFormat(change.path) === undefined) return;
    const query = new URLSearchParams({ project: params.project, path: change.path });
    if (change.before) query.set("before", change.before.md5);
    if (change.after) query.set("after", change.after.md5);
    if (params.to === undefined) query.set("workspace", "true");
    try {
      const table = await host.get(`${route}/table?${query}`, readTableAnswer);
      if (chosen()?.path === change.path) set({ table });
    } catch (error) {
      set({ table: { why: wordsOf(error) } });
    }
  });

  const refresh = oneAtATime(async () => {
    try {
      await loadDiff();
    } catch (error) {
      const isGone = error instanceof Refused && error.status === 404;
      trouble = isGone && params.path ? t("{0} is not tracked any more.", params.path) : wordsOf(error);
    }
    draw();
    ready("dataDiff");
    await loadTable();
  });

  const list = createFileList({
    choose: (path) => choose({ chosen: path }),
    toggle(folder, isOpen) {
      if (isOpen) open.add(folder);
      else open.delete(folder);
      draw();
    },
    scrolled() {
      if (isDrawn) return;
      isDrawn = true;
      requestAnimationFrame(() => {
        isDrawn = false;
        draw();
      });
    },
  });

  const rows = ({ diff }: State): Row[] => {
    const of = JSON.stringify([own.text, own.kind, diff.files.length]);
    if (made?.of !== of) {
      const changes = filterChanges(diff.files, own);
      made = { of, changes, tree: buildTree(changes) };
    }
    if (own.asList) return listOf(made.changes);
    // a filter shows what it found
    const areAllOpen = own.text !== "" || own.kind !== "all";
    return rowsOf(made.tree, (path) => areAllOpen || open.has(path));
  };

  const draw = (): void => {
    if (state === undefined) render(trouble === undefined ? nothing : sayTrouble(trouble, refresh), root);
    else render(page(state), root);
  };

  const page = (now: State) => {
    const change = chosen();
    const isOne = now.diff.files.length === 1;
    const acts = {
      close: () => choose({ chosen: undefined }),
      openText: (file: FileChange) => void act("openDataFileDiff", params, file),
      fetch: (file: FileChange) => void act("fetchDataVersion", params, file).then(refresh),
      toggleSame: (onlyChanged: boolean) => choose({ onlyChanged }),
      isOnly: isOne,
    };
    return html`${header(now)}
      ${trouble === undefined ? nothing : sayTrouble(trouble, refresh)}
      ${now.refused === undefined ? nothing : sayTrouble(now.refused, undefined)}
      ${
        now.diff.files.length === 0
          ? html`<div class="empty grow"><div>${t("Nothing differs between the two versions.")}</div></div>`
          : html`<div class="split ${change ? "has-detail" : ""}">
              ${isOne ? nothing : html`<main class="list">${tools(now)} ${files(now)}</main>`}
              ${change ? detail(now, change, acts) : nothing}
            </div>`
      }`;
  };

  const header = ({ diff }: State) => {
    const { added, modified, deleted, renamed } = diff.totals;
    const name = (diff.files.length === 1 ? diff.files[0]?.path : params.path) ?? t("Data");
    const counts = [
      [added, "added"],
      [modified, "modified"],
      [renamed, "renamed"],
      [deleted, "deleted"],
    ] as const;
    return html`<header class="band header line">
      <div class="grow">
        <div class="title">${icon("database")}<h1 class="cut" title=${name}>${name}</h1>
          <span class="versions"><span class="code">${versionWord(diff.from)}</span><span class="muted">→</span><span class="code">${versionWord(diff.to)}</span></span></div>
        <div class="facts">${counts.map(([number, kind]) => (number === 0 ? nothing : html`<span>${count(number)} ${changeWord(kind)}</span>`))}
          ${movedWords(diff).map((each) => html`<span class="number">${each}</span>`)}</div>
      </div>
      <div class="acts">${button({ label: t("Other versions…"), icon: "git-compare", act: () => void act("openDataDiff", params, "choose") })}</div>
    </header>`;
  };

  const tools = (now: State) => html`<div class="band tools">
    ${textField({ label: t("Filter files"), value: own.text, placeholder: t("Filter files"), icon: "filter", input: (text) => choose({ text }) })}
    ${dropdown(
      t("Which changes"),
      [
        { value: "all", label: t("All changes") },
        ...changeKinds.map((kind) => ({ value: kind, label: changeWord(kind) })),
      ],
      own.kind,
      (kind) => choose({ kind: kind as Own["kind"] }),
    )}
    <span class="grow"></span>
    ${now.diff.files.length === 0 ? nothing : iconButton(own.asList ? "list-tree" : "list-flat", own.asList ? t("Show as tree") : t("Show as list"), () => choose({ asList: !own.asList }))}
  </div>`;

  const files = (now: State) => {
    const shown = rows(now);
    if (shown.length === 0)
      return html`<div class="empty"><div>${t("No file matches; {0} are hidden.", count(now.diff.files.length))}</div>
        <button class="link" @click=${() => choose({ text: "", kind: "all" })}>${t("Clear filters")}</button></div>`;
    const areAllOpen = own.text !== "" || own.kind !== "all";
    return html`${list.draw(shown, (path) => areAllOpen || open.has(path), own.chosen)} ${cut(now)}`;
  };

  const cut = ({ diff }: State) => {
    const { added, modified, deleted, renamed } = diff.totals;
    const all = added + modified + deleted + renamed;
    if (all <= diff.files.length) return nothing;
    return html`<p class="muted small cut-note">${t("The first {0} of {1} files", count(diff.files.length), count(all))}</p>`;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && own.chosen !== undefined) choose({ chosen: undefined });
  });
  host.onChange((changes) => {
    if (changes.some(({ kind }) => ["all", "data"].includes(kind))) void refresh().then(() => say(t("Up to date")));
  });
  host.onRuntime(draw);
  new ResizeObserver(draw).observe(root);
  await refresh();
});

function queryOf({ project, path, from, to }: DataDiffParams): URLSearchParams {
  const query = new URLSearchParams({ project, limit: String(mostFiles) });
  if (path !== undefined) query.set("path", path);
  if (from !== undefined) query.set("from", from);
  if (to !== undefined) query.set("to", to);
  return query;
}

/** What came and what went: `+1.2 MB`, `−300 kB`. */
function movedWords({ totals: { bytesAdded, bytesRemoved } }: State["diff"]): string[] {
  if (bytesAdded === undefined || bytesRemoved === undefined) return [];
  if (bytesAdded === 0 && bytesRemoved === 0) return [t("same size")];
  return [bytesAdded, -bytesRemoved].filter((bytes) => bytes !== 0).map(signedBytes);
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
