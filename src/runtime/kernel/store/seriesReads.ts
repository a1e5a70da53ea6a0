import { ApiError } from "../../../shared/apiError";
import type { Log } from "../log";
import { unpackBlock } from "./block";
import { boundsOf, ChartPicker, chartOf, type Range } from "./chart";
import type { ColdPlace } from "./cold";
import { type Extent, extentOf, joinExtents } from "./extent";
import type { Files } from "./files";
import { inOrder, joinPoints, noPoints, type PackedPoints } from "./points";
import { SegmentReader } from "./segmentReader";
import type { State } from "./state";
import type { ChartWindow } from "./store";
import { filePath } from "./storeFiles";
import type { Summary } from "./summary";
import { unsealedPoints } from "./unsealed";
import { messageOf } from "./wal";

/** Points of sealed segments and of memory, together. */
export interface SeriesReads {
  history(table: string, id: string, series: string): Promise<PackedPoints>;
  chart(table: string, id: string, series: string, window: ChartWindow): Promise<PackedPoints>;
  extent(table: string, id: string, series: string): Extent | undefined;
  /** The bytes of a document in a sealed segment. */
  doc(place: ColdPlace): Buffer;
  use(segments: readonly number[]): void;
  close(): void;
}

/** Series whose block lists are kept in memory. */
const mostLists = 100;
/** Milliseconds after which nobody reads from a segment that was dropped. */
const longestRead = 5000;
const cacheBytes = 64 * 1024 * 1024;
/** Blocks unpacked before others get their turn: a few milliseconds. */
const turn = 100;

/** A block somewhere, not yet read. */
interface Found {
  readonly reader: SegmentReader;
  readonly summary: Summary;
}

export function createSeriesReads(files: Files, folder: string, log: Log, state: State): SeriesReads {
  let readers = new Map<number, SegmentReader>();
  const decoded = new Map<string, PackedPoints>();
  /** Dropped by a checkpoint; somebody may be in the midst of reading them. */
  const retired = new Set<SegmentReader>();
  const lists = new Map<string, readonly Found[]>();
  const said = new Set<string>();
  let held = 0;
  let generation = 0;

  /** Damage costs what is damaged, and is said once. */
  function sayOnce(error: unknown): void {
    const message = messageOf(error);
    if (said.has(message)) return;
    said.add(message);
    log.error(`${message}; the rest is shown`);
  }

  function guarded<T>(read: () => T, instead: T): T {
    try {
      return read();
    } catch (error) {
      sayOnce(error);
      return instead;
    }
  }

  function retire(gone: readonly SegmentReader[]): void {
    for (const reader of gone) {
      reader.close();
      retired.delete(reader);
    }
  }

  function blocksOf(table: string, series: string, ordinal: number): readonly Found[] {
    return [...readers.values()].flatMap((reader) =>
      guarded(() => {
        const place = reader.find(table, series, ordinal);
        return place ? reader.summaries(place).map((summary) => ({ reader, summary })) : [];
      }, []),
    );
  }

  /** The blocks of a row's series in all segments. */
  function find(table: string, series: string, ordinal: number): readonly Found[] {
    const key = `${table}\0${series}\0${ordinal}`;
    const known = lists.get(key);
    if (known) return known;
    const blocks = blocksOf(table, series, ordinal);
    if (lists.size === mostLists) lists.clear();
    lists.set(key, blocks);
    return blocks;
  }

  function remember(key: string, points: PackedPoints): void {
    decoded.set(key, points);
    held += points.values.length * 24;
    for (const [oldest, old] of decoded) {
      if (held <= cacheBytes) return;
      decoded.delete(oldest);
      held -= old.values.length * 24;
    }
  }

  function block({ reader, summary }: Found, bytes: () => { from: number; data: Buffer }): PackedPoints {
    const key = `${reader.number}:${summary.offset}`;
    const known = decoded.get(key);
    if (known) {
      decoded.delete(key);
      decoded.set(key, known); // the newest is last
      return known;
    }
    const { count } = summary;
    const points = { values: new Float64Array(count), steps: new Float64Array(count), times: new Float64Array(count) };
    const read = guarded(() => {
      const { from, data } = bytes();
      unpackBlock(reader.check(data, summary, from), count, points, 0);
      return true;
    }, false);
    if (!read) return noPoints;
    remember(key, points);
    return points;
  }

  /** Unpacks blocks one after the other, reading neighbours together, and lets others run in between. */
  async function each(blocks: readonly Found[], use: (points: PackedPoints) => void): Promise<void> {
    let run: { reader: SegmentReader; from: number; to: number; data: Buffer } | undefined;
    for (let i = 0; i < blocks.length; i++) {
      const found = blocks[i] as Found;
      const { reader, summary } = found;
      const points = block(found, () => {
        if (!run || run.reader !== reader || summary.offset < run.from || summary.offset + summary.length > run.to) {
          let to = summary.offset + summary.length;
          for (let j = i + 1; j < Math.min(i + turn, blocks.length); j++) {
            const next = blocks[j] as Found;
            if (next.reader !== reader || next.summary.offset !== to) break;
            to += next.summary.length;
          }
          run = { reader, from: summary.offset, to, data: reader.read(summary.offset, to) };
        }
        return run;
      });
      use(points);
      if (i % turn === turn - 1) await new Promise(setImmediate);
    }
  }

  async function history(tableName: string, id: string, series: string): Promise<PackedPoints> {
    const table = state.table(tableName);
    const ordinal = table.ordinal(id);
    if (ordinal === undefined) return noPoints;
    const fresh = unsealedPoints(table, ordinal, series);
    if ((table.series.get(series)?.count(ordinal) ?? 0) <= 1) return fresh;
    const parts: PackedPoints[] = [];
    const blocks = find(tableName, series, ordinal);
    await each(blocks, (points) => parts.push(points));
    if (fresh.values.length > 0) parts.push(fresh);
    return inOrder(joinPoints(parts));
  }

  async function chart(tableName: string, id: string, series: string, window: ChartWindow): Promise<PackedPoints> {
    const table = state.table(tableName);
    const ordinal = table.ordinal(id);
    if (ordinal === undefined) return noPoints;
    const fresh = unsealedPoints(table, ordinal, series);
    const blocks = find(tableName, series, ordinal);
    const inView = blocks.filter(({ summary }) => touches(rangeOf(summary, window.axis), window));
    const few = inView.reduce((sum, { summary }) => sum + summary.count, 0) + fresh.values.length <= window.buckets * 4;
    if (blocks.length === 0 || few) {
      const parts: PackedPoints[] = [];
      await each(inView, (points) => parts.push(points));
      return chartOf(joinPoints([...parts, fresh]), window);
    }
    const { axis, buckets } = window;
    const whole = inView.map(({ summary }) => rangeOf(summary, axis)).concat(boundsOf(fresh, window) ?? []);
    const from = window.from ?? whole.reduce((least, range) => Math.min(least, range.from), Number.POSITIVE_INFINITY);
    const to = window.to ?? whole.reduce((most, range) => Math.max(most, range.to), Number.NEGATIVE_INFINITY);
    const picker = new ChartPicker(axis, { from, to }, buckets);
    picker.add(fresh);
    const open = inView.filter(({ summary }) => !picker.takeSummary(summary, rangeOf(summary, axis)));
    await each(open, (points) => picker.add(points));
    return picker.result();
  }

  /** Many rows are asked one after the other, each once: their block lists are not kept. */
  function extent(tableName: string, id: string, series: string): Extent | undefined {
    const table = state.table(tableName);
    const ordinal = table.ordinal(id);
    const count = ordinal === undefined ? 0 : (table.series.get(series)?.count(ordinal) ?? 0);
    if (ordinal === undefined || count === 0) return undefined;
    const fresh = extentOf(inOrder(unsealedPoints(table, ordinal, series)));
    if (count === 1) return fresh;
    return blocksOf(tableName, series, ordinal).reduce<Extent | undefined>(
      (whole, { summary }) => joinExtents(whole, summary),
      fresh,
    );
  }

  /** A checkpoint may take a segment away under a reader; then it is read again from the new ones. */
  async function steady<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      const before = generation;
      const result = await read();
      if (before === generation) return result;
    }
  }

  return {
    history: (table, id, series) => steady(() => history(table, id, series)),
    chart: (table, id, series, window) => steady(() => chart(table, id, series, window)),
    extent,
    doc(place) {
      const reader = readers.get(place.segment);
      if (!reader) throw new ApiError("INTERNAL_ERROR", `${filePath(folder, "series", place.segment)} is missing`);
      try {
        return reader.doc(place);
      } catch (error) {
        throw new ApiError("INTERNAL_ERROR", messageOf(error));
      }
    },
    use(segments) {
      const kept = new Map(
        segments.map((number) => [number, readers.get(number) ?? new SegmentReader(files, folder, number)]),
      );
      const dropped = [...readers.values()].filter((reader) => !kept.has(reader.number));
      for (const reader of dropped) retired.add(reader);
      setTimeout(() => retire(dropped), longestRead).unref();
      readers = kept;
      lists.clear();
      generation++;
    },
    close() {
      retire([...readers.values(), ...retired]);
    },
  };
}

function rangeOf(summary: Summary, axis: "step" | "time"): Range {
  return axis === "step"
    ? { from: summary.lowestStep, to: summary.highestStep }
    : { from: summary.firstTime, to: summary.lastTime };
}

function touches(range: Range, { from, to }: ChartWindow): boolean {
  return range.to >= (from ?? range.to) && range.from <= (to ?? range.from);
}
