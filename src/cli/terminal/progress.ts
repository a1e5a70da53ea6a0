import { formatBytes, formatEnglishCount, formatTimeLeft } from "../../shared/format";
import type { Output } from "../output";
import { screenOf, widthOf } from "./terminal";
import { cellsOf, fitText } from "./width";

/** How far something long has come. Draws nothing in its first second, and nothing where stderr is no terminal. */
export interface Progress {
  /** `total` may grow while the work finds out how much there is; undefined while nobody knows. */
  update(done: number, total?: number): void;
  /** Takes the bar away. */
  end(): void;
}

export interface ProgressStyle {
  /** What is being done: "Importing runs". */
  readonly label: string;
  readonly unit?: "bytes" | "things";
  readonly now?: () => number;
}

const silentFor = 1000;
const leastBetween = 100;

export function createProgress(out: Output, { label, unit = "things", now = Date.now }: ProgressStyle): Progress {
  if (process.env.TIDEMARK_PROGRESS === "lines") return progressLines(out, label, unit, now);
  if (!screenOf(out).drawsProgress) return { update: ignore, end: ignore };
  const start = now();
  let drawnAt = start + silentFor - leastBetween;
  let isDrawn = false;
  return {
    update(done, total) {
      const at = now();
      if (at - drawnAt < leastBetween) return;
      drawnAt = at;
      isDrawn = true;
      const line = progressLine({ label, unit, done, total, passed: at - start }, widthOf(out.stderr) - 1);
      out.stderr.write(`\r\u001b[2K${line}`);
    },
    end() {
      if (isDrawn) out.stderr.write("\r\u001b[2K");
      isDrawn = false;
    },
  };
}

/** For a program that shows it: a line of JSON each time. */
function progressLines(out: Output, message: string, unit: "bytes" | "things", now: () => number): Progress {
  let last = Number.NEGATIVE_INFINITY;
  return {
    update(done, total) {
      const at = now();
      if (at - last < leastBetween && done !== total) return;
      last = at;
      const named = unit === "bytes" ? { unit } : {};
      const progress = { message, done, ...(total === undefined ? {} : { total }), ...named };
      out.stderr.write(`${JSON.stringify({ progress })}\n`);
    },
    end: ignore,
  };
}

function ignore(): void {
  // a pipe or a log file gets no bar
}

export interface ProgressState {
  readonly label: string;
  readonly unit: "bytes" | "things";
  readonly done: number;
  readonly total: number | undefined;
  /** Milliseconds since the start. */
  readonly passed: number;
}

const barCells = 24;

/** `Importing runs  ━━━━━━──────  1,200 of 4,000  310/s  about 9 s` */
export function progressLine({ label, unit, done, total, passed }: ProgressState, width: number): string {
  const amount = unit === "bytes" ? formatBytes : (value: number) => formatEnglishCount(Math.round(value));
  const rate = passed > 0 ? (done / passed) * 1000 : 0;
  const known = total !== undefined && total > 0;
  const share = known ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * barCells);
  const left = known && rate > 0 && done < total ? [formatTimeLeft(((total - done) / rate) * 1000)] : [];
  const facts = [
    known ? `${amount(done)} of ${amount(total)}` : amount(done),
    ...(rate > 0 ? [`${rate < 10 && unit === "things" ? rate.toFixed(1) : amount(rate)}/s`] : []),
    ...left,
  ];
  const bar = known ? [`${"━".repeat(filled)}${"─".repeat(barCells - filled)}`] : [];
  const whole = [label, ...bar, ...facts].join("  ");
  // the bar is the first thing to go on a narrow terminal
  return cellsOf(whole) <= width ? whole : fitText([label, ...facts].join("  "), width);
}
