import { t } from "../kit/words";
import type { Board } from "./model/board";
import { openMenuAt } from "./popup";

export interface MoreActs {
  /** The lines that can be closed, by their keys. */
  closable(): readonly string[];
  charts(): void;
  copyFilter(): void;
  readAgain(): void;
}

export function openMoreMenu(anchor: HTMLElement, board: Board, acts: MoreActs): void {
  const { isNested, sort, filter } = board.state;
  openMenuAt(anchor, t("More"), [
    {
      label: t("Nested runs below their parent"),
      isOn: isNested,
      act: () => board.update({ isNested: !board.state.isNested }),
    },
    { label: t("Collapse all"), icon: "collapse-all", act: () => board.update({ closed: acts.closable() }) },
    { label: t("Expand all"), icon: "expand-all", act: () => board.update({ closed: [] }) },
    "line",
    { label: t("Charts"), icon: "graph-line", isOff: board.rowCount === 0, act: acts.charts },
    { label: t("Sort newest first"), isOn: sort.length === 0, act: () => board.update({ sort: [] }) },
    { label: t("Copy the filter"), icon: "copy", isOff: filter === "", act: acts.copyFilter },
    { label: t("Read again"), icon: "refresh", act: acts.readAgain },
  ]);
}
