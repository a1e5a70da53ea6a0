import { pageSize } from "../../kernel/store/columns";
import type { Store } from "../../kernel/store/store";
import { runsTable } from "../store";

/** Lowest, highest and first step of the series of a page of runs, each as of the count of points that stands beside it. */
export interface ExtentPage {
  readonly counts: Uint32Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly minStep: Float64Array;
  readonly maxStep: Float64Array;
  readonly firstStep: Float64Array;
}

/** 45 kB each. */
const mostPages = 1000;

export type Extents = ReturnType<typeof createExtents>;

/** Keeps what was once found out of a run's series until the run goes on. */
export function createExtents(store: Store) {
  const pages = new Map<string, ExtentPage>();

  return {
    page(series: string, page: number): ExtentPage {
      const key = `${page}:${series}`;
      const own = pages.get(key) ?? createPage();
      pages.delete(key);
      pages.set(key, own); // the newest is last
      for (const oldest of pages.keys()) {
        if (pages.size <= mostPages) break;
        pages.delete(oldest);
      }
      return own;
    },

    /** Looks up the row at this place of the page, which then holds for `count` points. */
    refresh(own: ExtentPage, i: number, series: string, run: string, count: number): void {
      const found = store.extent(runsTable, run, series);
      own.counts[i] = count;
      own.min[i] = found?.min ?? Number.NaN;
      own.max[i] = found?.max ?? Number.NaN;
      own.minStep[i] = found?.minStep ?? Number.NaN;
      own.maxStep[i] = found?.maxStep ?? Number.NaN;
      own.firstStep[i] = found?.lowestStep ?? Number.NaN;
    },
  };
}

function createPage(): ExtentPage {
  const numbers = () => new Float64Array(pageSize);
  return {
    counts: new Uint32Array(pageSize),
    min: numbers(),
    max: numbers(),
    minStep: numbers(),
    maxStep: numbers(),
    firstStep: numbers(),
  };
}
