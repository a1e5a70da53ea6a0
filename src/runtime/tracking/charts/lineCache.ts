import type { Line } from "./line";

/** Shorter ones are sooner made than found. */
const leastPoints = 5000;
/** 8 bytes each: 64 MB. */
const mostNumbers = 8 * 1024 * 1024;

interface Kept {
  /** Points that the series had when the line was made. */
  readonly count: number;
  readonly line: Line;
}

/** Long lines are kept, so that a chart can be moved about without unpacking a million points each time. */
export function createLineCache() {
  const lines = new Map<string, Kept>();
  let held = 0;
  const drop = (key: string) => {
    held -= sizeOf(lines.get(key));
    lines.delete(key);
  };
  return {
    find(key: string, count: number): Line | undefined {
      const known = lines.get(key);
      if (known?.count !== count) return undefined;
      lines.delete(key);
      lines.set(key, known); // the newest is last
      return known.line;
    },
    keep(key: string, count: number, line: Line): void {
      drop(key);
      if (line.x.length < leastPoints) return;
      const kept = { count, line };
      lines.set(key, kept);
      held += sizeOf(kept);
      for (const oldest of lines.keys()) {
        if (held <= mostNumbers) break;
        drop(oldest);
      }
    },
  };
}

function sizeOf(kept: Kept | undefined): number {
  return kept ? kept.line.x.length * (kept.line.smoothed ? 3 : 2) : 0;
}
