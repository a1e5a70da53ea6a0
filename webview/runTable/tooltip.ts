import { pageLocale, t } from "../kit/words";
import { type Board, durationOf } from "./model/board";
import { stepOf } from "./model/cells";
import { textOf } from "./paint";

/** All digits, and what the cell has no room for. */
export function tooltipOf(column: string, run: string | undefined, board: Board): string {
  const row = run === undefined ? undefined : board.row(run);
  if (row === undefined) return "";
  if (column.startsWith("metrics.")) return metricTooltip(column, row.id, board);
  switch (column) {
    case "start_time":
      return new Date(row.start_time).toLocaleString(pageLocale());
    case "duration": {
      const length = durationOf(row, Date.now());
      return length === undefined ? "" : t("{0} s", length / 1000);
    }
    case "commit":
      return row.commit ?? "";
    case "select":
    case "status":
    case "tags":
      return "";
    default:
      return (textOf(column, row, board) ?? "").slice(0, 2000);
  }
}

function metricTooltip(key: string, run: string, board: Board): string {
  const cell = board.cells.metric(key, run);
  if (cell === undefined) return t("{0} was not logged", key.slice("metrics.".length));
  const show = board.show(key);
  const value = board.number(key, run) ?? Number.NaN;
  const lines = [String(value)];
  if (cell.count > 1) {
    lines.push(t("at step {0}", stepOf(cell, show, board.direction(key))));
    if (show !== "last") lines.push(t("last {0}, min {1}, max {2}", cell.last, cell.min, cell.max));
    lines.push(t("{0} points", cell.count));
  }
  const delta = board.delta(key, run);
  if (!Number.isNaN(delta)) lines.push(t("{0} to the baseline", `${delta > 0 ? "+" : ""}${delta}`));
  return lines.join("\n");
}
