import type { Direction } from "../../src/core/metrics/direction";
import type { ChartAxis } from "../../src/shared/charts";
import type { ChartGroup } from "./group";

/** A run as a chart draws it: its place in the palette gives colour and dash. */
export interface ChartRun {
  readonly id: string;
  readonly name: string;
  readonly place: number;
}

/**
 * How a line chart of one metric is set. `createLineChart(settings, options)` of lineChart.ts gives its `element`, a figure that
 * stands in a lit template as a node does; it fills the width it is given. `update(settings)` may be called as often as the
 * page draws: what did not change costs nothing, and points are asked for only while the chart is on the screen.
 */
export interface LineChartSettings {
  readonly metric: string;
  readonly runs: readonly ChartRun[];
  readonly axis: ChartAxis;
  /** Weight of the moving average, 0 none. Rates and machine metrics are drawn as they are, whatever it says. */
  readonly smoothing: number;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  /** The y axis leaves outliers out. */
  readonly clips: boolean;
  /** Whether more or less is better: the best point is marked, the axis says that lower is. */
  readonly direction: Direction;
  readonly threshold?: number | undefined;
  /** Of the plot, in pixels; 150 unless said. */
  readonly height?: number;
}

/** A view of a stretch of the x axis; undefined: all of it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface LineChart {
  readonly element: HTMLElement;
  update(settings: LineChartSettings): void;
  /** The points of these runs (of all, when not said) are read anew. */
  refresh(runs?: readonly string[]): void;
  /** One run stands out; undefined: none does. */
  highlight(run: string | undefined): void;
  /** From now on it shares zoom and cursor with the charts of this group. */
  join(group: ChartGroup): void;
  dispose(): void;
}
