import type { Change } from "../../src/shared/views/page";

/** Milliseconds in which changes are gathered before they are read. */
const pause = 250;

/** What changed while nothing was read. */
export interface News {
  /** Of any of the runs something else than its points: all are read anew. */
  readonly hasRows: boolean;
  /** Runs with new points. */
  readonly points: readonly string[];
}

/** Gathers what the runtime tells of the runs: a live run logs four times a second. */
export function createNews(runs: () => readonly string[], follow: (news: News) => void) {
  let hasRows = false;
  const points = new Set<string>();
  let pending: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    pending = undefined;
    const news = { hasRows, points: [...points] };
    hasRows = false;
    points.clear();
    follow(news);
  }

  return {
    hear(changes: readonly Change[]): void {
      const mine = new Set(runs());
      for (const { kind, id } of changes) {
        if (kind === "all" || (kind === "run" && mine.has(id))) hasRows = true;
        if (kind === "metrics" && mine.has(id)) points.add(id);
        if (kind === "all") for (const each of mine) points.add(each);
      }
      if (pending === undefined && (hasRows || points.size > 0)) pending = setTimeout(tell, pause);
    },
  };
}
