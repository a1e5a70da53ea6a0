import { nothing } from "lit";
import { addChartForm, firstChart } from "./addChart";
import type { Comparison } from "./comparison";
import type { AddedChart } from "./settings";

interface Acts {
  set(added: readonly AddedChart[]): void;
  draw(): void;
}

/** The form that asks what to draw, while it is open: for a new chart or for one that gets other axes. */
export function createChartAdder({ set, draw }: Acts) {
  let chart: AddedChart | undefined;
  let known: AddedChart | undefined;
  let opener: Element | null = null;

  function show(next: AddedChart): void {
    opener = document.activeElement;
    chart = next;
    draw();
    document.querySelector<HTMLElement>(".adder vscode-dropdown")?.focus();
  }

  function close(): void {
    chart = undefined;
    known = undefined;
    draw();
    if (opener instanceof HTMLElement) opener.focus();
  }

  return {
    /** Opens the form for a new chart, or closes it. */
    toggle(of: Comparison, metric: string | undefined, sweep: Comparison | undefined): void {
      if (chart) close();
      else show(firstChart(of, metric, (sweep?.rows.length ?? 0) > of.rows.length));
    },
    /** Opens it for a chart that is there. */
    open(of: AddedChart): void {
      known = of;
      show(of);
    },
    form(of: Comparison, sweep: Comparison | undefined, added: readonly AddedChart[]) {
      if (chart === undefined) return nothing;
      return addChartForm({
        comparison: of,
        chart,
        sweep: sweep && sweep.rows.length > of.rows.length ? sweep.rows.length : undefined,
        isKnown: known !== undefined,
        change(next) {
          chart = next;
          draw();
        },
        done(made) {
          const old = known;
          close();
          if (made) set(old ? added.map((each) => (each === old ? made : each)) : [...added, made]);
        },
      });
    },
  };
}
