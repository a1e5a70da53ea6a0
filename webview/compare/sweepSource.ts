import type { RunColumn } from "../../src/shared/runTable";
import { keysOf } from "./addedCharts";
import { type Comparison, readComparison } from "./comparison";
import { metricAxes } from "./parallelAxes";
import type { Settings } from "./settings";

/** Milliseconds after which a sweep that goes on is read anew. */
const pause = 3000;

/** All runs of the experiments that the compared runs are of: a few runs say little of which param decides. */
export function createSweepSource(changed: () => void, attempt: (act: () => Promise<void>) => void) {
  let sweep: Comparison | undefined;
  let read = new Set<string>();
  let experiments: readonly string[] = [];
  let reading = 0;
  let pending: ReturnType<typeof setTimeout> | undefined;

  async function load(of: Comparison, metrics: ReadonlySet<string>): Promise<void> {
    const turn = ++reading;
    experiments = experimentsOf(of);
    if (experiments.length === 0) return;
    read = new Set(metrics);
    const isWanted = ({ key, kind }: RunColumn) => kind === "param" || metrics.has(key);
    const found = await readComparison({ experiments, isWanted }).catch((error: unknown) => {
      if (turn === reading) read = new Set(); // it is asked for again
      throw error;
    });
    if (turn !== reading) return;
    sweep = found;
    changed();
  }

  return {
    find: (): Comparison | undefined => sweep,
    /** Params and these metrics; what is known already is not asked for again. */
    want(of: Comparison, metric: string | undefined, settings: Settings): void {
      const wanted = metricsOf(of, metric, settings);
      const isOfThese = experimentsOf(of).every((id) => experiments.includes(id));
      if (isOfThese && [...wanted].every((key) => read.has(key)) && read.size > 0) return;
      attempt(() => load(of, new Set([...read, ...wanted])));
    },
    /** Runs of it may have changed. */
    touch(of: Comparison): void {
      if (pending === undefined)
        pending = setTimeout(() => {
          pending = undefined;
          attempt(() => load(of, read));
        }, pause);
    },
  };
}

function experimentsOf({ rows }: Comparison): string[] {
  return [...new Set(rows.map(({ experiment_id }) => experiment_id))];
}

/** The metrics of the whole sweep that something on the page is drawn of. */
function metricsOf(of: Comparison, metric: string | undefined, { axes, added }: Settings): Set<string> {
  const keys = [...metricAxes(of, metric), ...axes, ...added.flatMap((each) => (each.isWhole ? keysOf(each) : []))];
  // without a metric the params alone are worth a look
  return new Set(["params", ...keys.filter((key) => key.startsWith("metrics."))]);
}
