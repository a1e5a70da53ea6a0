import { nameOfColumn } from "../../src/shared/runTable";
import { t } from "../kit/words";
import type { Board } from "./model/board";
import { type Column, tagsKey } from "./model/columns";

/** A column where it stands. `select`, `status` and `name` are of the table itself and always there. */
export interface Placed {
  readonly key: string;
  readonly kind: "select" | "status" | "name" | Column["kind"];
  readonly column?: Column;
  readonly title: string;
  /** From the left of the table; of a pinned one from the left of the page. */
  readonly x: number;
  readonly width: number;
  readonly isPinned: boolean;
  readonly isNumeric: boolean;
  readonly hasSpark: boolean;
  readonly hasDelta: boolean;
  /** From 1, as aria counts. */
  readonly index: number;
  /** The first of its kind: a line stands before it. */
  readonly isFirst: boolean;
}

export interface Layout {
  readonly columns: readonly Placed[];
  readonly pinned: readonly Placed[];
  readonly loose: readonly Placed[];
  readonly pinnedWidth: number;
  readonly width: number;
  readonly byKey: ReadonlyMap<string, Placed>;
}

export const rowHeight = 24;
export const nameKey = "name";
export const selectKey = "select";
export const statusKey = "status";
const nameWidth = 192;
const sparkWidth = 56;
const deltaWidth = 58;
/** Padding, and the line before the first of a kind. */
const sides = 18;
const widestText = 220;
const narrowestColumn = 44;
const usualWidths: Readonly<Record<string, number>> = { start_time: 98, duration: 72, commit: 84, [tagsKey]: 200 };

/** Words of the editor's face at the size of a cell are measured, each once. */
const measured = new Map<string, number>();
let ink: CanvasRenderingContext2D | null = null;

function widthOf(text: string, size: number): number {
  const key = `${size} ${text}`;
  const known = measured.get(key);
  if (known !== undefined) return known;
  ink ??= document.createElement("canvas").getContext("2d");
  if (ink === null) return text.length * 7;
  ink.font = `500 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  const width = Math.ceil(ink.measureText(text.slice(0, 60)).width);
  if (measured.size > 5000) measured.clear();
  measured.set(key, width);
  return width;
}

export function factTitle(key: string): string {
  switch (key) {
    case "start_time":
      return t("Created");
    case "duration":
      return t("Duration");
    case "experiment":
      return t("Experiment");
    case "user":
      return t("User");
    case "source":
      return t("Source");
    case "branch":
      return t("Branch");
    case "commit":
      return t("Commit");
    case tagsKey:
      return t("Tags");
    case nameKey:
      return t("Run");
    case statusKey:
      return t("Status");
    default:
      return nameOfColumn(key);
  }
}

/** The word after a metric's name in its head; none where there is only one value to show. */
export function shownWord(board: Board, column: Column): string {
  if (column.kind !== "metric" || !board.facts(column).hasHistory) return "";
  switch (board.show(column.key)) {
    case "last":
      return t("last");
    case "best":
      return t("best");
    case "min":
      return t("min");
    case "max":
      return t("max");
    default:
      return "";
  }
}

/** Where everything stands on a page of this width. */
export function layOut(board: Board, page: number): Layout {
  const { looks } = board.state;
  const isNarrow = page < 600;
  const visible = board.visible();
  const columns: Placed[] = [];
  let x = 0;
  const own = (key: "select" | "status" | "name", width: number) => {
    columns.push({
      key,
      kind: key,
      title: key === "select" ? t("Select all") : factTitle(key),
      x,
      width,
      isPinned: true,
      isNumeric: false,
      hasSpark: false,
      hasDelta: false,
      index: columns.length + 1,
      isFirst: false,
    });
    x += width;
  };
  own("select", isNarrow ? 32 : 40);
  own("status", 26);
  own("name", Math.min(looks[nameKey]?.width ?? nameWidth, isNarrow ? Math.max(96, page - 200) : page));
  // what is pinned must leave room for what is not
  let room = Math.max(0, page - x - 200);
  for (const column of visible) {
    const before = columns.at(-1);
    const look = looks[column.key];
    const isMetric = column.kind === "metric";
    const hasSpark = isMetric && (look?.hasSpark ?? board.facts(column).hasHistory);
    const hasDelta = isMetric && (board.state.baseline !== undefined || board.state.group !== undefined);
    const width = look?.width ?? naturalWidth(board, column, (hasSpark ? sparkWidth : 0) + (hasDelta ? deltaWidth : 0));
    const isPinned = look?.isPinned === true && width <= room;
    if (isPinned) room -= width;
    columns.push({
      key: column.key,
      kind: column.kind,
      column,
      title: factTitle(column.key),
      x,
      width,
      isPinned,
      isNumeric: column.isNumeric,
      hasSpark,
      hasDelta,
      index: columns.length + 1,
      isFirst: before?.kind !== column.kind && column.kind !== "fact",
    });
    x += width;
  }
  const pinned = columns.filter(({ isPinned }) => isPinned);
  const loose = columns.filter(({ isPinned }) => !isPinned);
  return {
    columns,
    pinned,
    loose,
    pinnedWidth: pinned.reduce((sum, { width }) => sum + width, 0),
    width: x,
    byKey: new Map(columns.map((each) => [each.key, each])),
  };
}

function naturalWidth(board: Board, column: Column, extra: number): number {
  const usual = usualWidths[column.key];
  if (usual !== undefined) return usual;
  const word = shownWord(board, column);
  // the arrow of a sort has its place, so that sorting moves nothing
  const head = widthOf(column.name, 11) + (word === "" ? 0 : widthOf(` ${word}`, 11)) + 16;
  if (column.kind === "fact") return 120;
  const { longest } = board.facts(column);
  const own = widthOf(longest, 12) + extra;
  const widest = column.isNumeric
    ? Math.max(own, Math.min(head, widestText))
    : Math.min(Math.max(own, head), widestText);
  return Math.max(narrowestColumn, widest + sides);
}

/** The loose columns that can be seen, and one or two more on each side. */
export function columnsInSight({ loose, pinnedWidth }: Layout, left: number, page: number): readonly Placed[] {
  const from = left + pinnedWidth - 160;
  const to = left + page + 160;
  let first = 0;
  while (first < loose.length && endOf(loose[first] as Placed) < from) first++;
  let last = first;
  while (last < loose.length && (loose[last] as Placed).x < to) last++;
  return loose.slice(first, last);
}

function endOf({ x, width }: Placed): number {
  return x + width;
}
