import { html } from "lit";
import { nameOfColumn } from "../../src/shared/runTable";
import { t } from "../kit/words";
import type { ParallelRoom } from "./parallelDraw";
import { type Brush, draggedBrush, type Placed, sayBrush } from "./parallelModel";

export interface LabelActs {
  brushes(axis: string): readonly Brush[];
  setBrushes(axis: string, brushes: readonly Brush[]): void;
  /** By so many places. */
  move(axis: string, by: number): void;
  /** Something was done by a key. */
  done(): void;
}

/** The names over the axes; with the keyboard they brush and move. */
export function parallelLabels(axes: readonly Placed[], room: ParallelRoom, acts: LabelActs) {
  const step = (room.xs[1] ?? room.width) - (room.xs[0] ?? 0);
  return axes.map((axis, i) => {
    // where there is little room, the family goes without saying
    const shown = step < 110 && axis.label === axis.key ? nameOfColumn(axis.key) : axis.label;
    const of = acts.brushes(axis.key);
    const said = of.length > 0 ? of.map((brush) => sayBrush(axis, brush)).join(", ") : t("not brushed");
    const end = i === 0 ? "first" : i === axes.length - 1 ? "last" : "";
    return html`<button
          class="parallel-label cut ${end}"
          data-axis=${axis.key}
          .style=${`max-width:${step - 6}px; left:${end === "first" ? 0 : end === "last" ? room.width : room.xs[i]}px`}
          title=${axis.isTurned ? t("{0}: lower is better, so the axis is turned", axis.label) : axis.label}
          aria-label=${t("Axis {0}, {1}. Arrows up and down brush, left and right move it.", axis.label, said)}
          @keydown=${(event: KeyboardEvent) => press(event, axis, acts)}
        >
          ${shown}${axis.isTurned ? " ↓" : ""}
        </button>`;
  });
}

function press(event: KeyboardEvent, { key: axis }: Placed, { brushes, setBrushes, move, done }: LabelActs): void {
  const [brush] = brushes(axis);
  const step = event.key === "ArrowUp" ? 0.05 : event.key === "ArrowDown" ? -0.05 : 0;
  if (step !== 0) {
    const part = event.shiftKey ? "from" : "all";
    setBrushes(axis, [
      brush ? draggedBrush(brush, part, step) : step > 0 ? { from: 0.8, to: 1 } : { from: 0, to: 0.2 },
    ]);
  } else if (event.key === "ArrowLeft") move(axis, -1);
  else if (event.key === "ArrowRight") move(axis, 1);
  else if (event.key === "Delete" || event.key === "Backspace" || event.key === "Escape") setBrushes(axis, []);
  else return;
  event.preventDefault();
  done();
}
