import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { formatBytes } from "../../src/shared/format";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { movedBytes, type Row } from "./fileTree";
import { changeLooks, changeWord, count, signedBytes, sizesText } from "./words";

export interface ListActs {
  choose(path: string): void;
  toggle(folder: string, open: boolean): void;
  /** It was scrolled: other lines are to be drawn. */
  scrolled(): void;
}

export const rowHeight = 24;
const spare = 12;

/** The files of a comparison, of which only those that are seen are drawn. */
export function createFileList(acts: ListActs) {
  const box = createRef<HTMLElement>();
  let rows: readonly Row[] = [];
  let cursor = 0;
  let isOpen: (path: string) => boolean = () => false;

  const bringIn = (index: number): void => {
    const element = box.value;
    if (!element) return;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  };
  const goTo = (index: number): void => {
    cursor = Math.min(rows.length - 1, Math.max(0, index));
    bringIn(cursor);
    acts.scrolled();
  };
  const act = (row: Row): void => {
    if (row.kind === "folder") acts.toggle(row.path, !isOpen(row.path));
    else acts.choose(row.path);
  };
  const parentOf = (index: number): number => {
    const depth = rows[index]?.depth ?? 0;
    for (let i = index - 1; i >= 0; i--) if ((rows[i]?.depth ?? 0) < depth) return i;
    return index;
  };

  const onKey = (event: KeyboardEvent): void => {
    const row = rows[cursor];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((box.value?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor - 1,
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === "ArrowRight" && row.kind === "folder") {
      if (isOpen(row.path)) goTo(cursor + 1);
      else acts.toggle(row.path, true);
    } else if (event.key === "ArrowLeft") {
      if (row.kind === "folder" && isOpen(row.path)) acts.toggle(row.path, false);
      else goTo(parentOf(cursor));
    } else if (event.key === "Enter" || event.key === " ") act(row);
    else return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent): void => {
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-at]");
    const index = Number(line?.dataset.at ?? Number.NaN);
    const row = rows[index];
    if (row === undefined) return;
    cursor = index;
    act(row);
  };

  return {
    draw(shown: readonly Row[], open: (path: string) => boolean, chosen: string | undefined) {
      rows = shown;
      isOpen = open;
      cursor = Math.min(cursor, Math.max(0, rows.length - 1));
      const height = box.value?.clientHeight || 600;
      const first = Math.max(0, Math.floor((box.value?.scrollTop ?? 0) / rowHeight) - spare);
      const last = Math.min(rows.length, first + Math.ceil(height / rowHeight) + 2 * spare);
      const seen = rows.slice(first, last).map((row, i) => ({ row, at: first + i }));
      return html`<div
        ${ref(box)}
        class="files"
        role="tree"
        tabindex="0"
        aria-label=${t("Files that differ")}
        aria-activedescendant=${rows.length === 0 ? nothing : `file-${cursor}`}
        @scroll=${acts.scrolled}
        @keydown=${onKey}
        @click=${onClick}
      >
        <div class="space" .style=${`height:${rows.length * rowHeight}px`}>
          ${repeat(
            seen,
            ({ row }) => `${row.kind} ${row.path}`,
            ({ row, at }) =>
              line(row, at, { isChosen: row.path === chosen, isCursor: at === cursor, isOpen: open(row.path) }),
          )}
        </div>
      </div>`;
    },
  };
}

interface Look {
  readonly isChosen: boolean;
  readonly isCursor: boolean;
  readonly isOpen: boolean;
}

function line(row: Row, at: number, { isChosen, isCursor, isOpen }: Look) {
  const style = `top:${at * rowHeight}px;padding-left:${20 + row.depth * 14}px`;
  const classes = `file ${isChosen ? "chosen" : ""} ${isCursor ? "cursor" : ""}`;
  if (row.kind === "folder")
    return html`<div id="file-${at}" class=${classes} role="treeitem" aria-level=${row.depth + 1} aria-expanded=${isOpen ? "true" : "false"} aria-label=${t("Folder {0}, {1} files", row.name, count(row.files))} data-at=${at} .style=${style}>
      ${icon(isOpen ? "chevron-down" : "chevron-right")}<span class="cut name" title=${row.path}>${row.name}</span>
      <span class="muted number of">${count(row.files)}</span><span class="number moved muted">${signedBytes(row.moved)}</span></div>`;
  const { change } = row;
  const [letter, look] = changeLooks[change.kind];
  const size = change.after?.size ?? change.before?.size;
  const moved = change.before && change.after ? movedBytes(change) : undefined;
  const said = [row.name, changeWord(change.kind), sizesText(change)].filter(Boolean).join(", ");
  return html`<div id="file-${at}" class=${classes} role="treeitem" aria-level=${row.depth + 1} aria-selected=${isChosen ? "true" : "false"} aria-label=${said} data-at=${at} .style=${style}>
    <span class="letter ${look}">${letter}</span><span class="cut name ${look}" title=${change.from === undefined ? row.path : `${change.from} → ${row.path}`}>${row.name}</span>
    <span class="muted number of" title=${sizesText(change)}>${size === undefined ? "" : formatBytes(size)}</span><span class="number moved muted">${moved === undefined ? "" : signedBytes(moved)}</span></div>`;
}
