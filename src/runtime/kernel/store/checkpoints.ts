import { join } from "node:path";
import type { Log } from "../log";
import type { CheckpointAnswer, CheckpointRequest } from "./checkpointWork";
import type { FreshDoc } from "./cold";
import type { Frozen, SeriesColumn } from "./columns";
import type { Files } from "./files";
import type { ImageFacts } from "./image";
import type { Journal } from "./journal";
import { writeManifest } from "./manifest";
import type { State } from "./state";
import { type FileKind, filePath, numbersOf } from "./storeFiles";
import { messageOf, type Wal } from "./wal";

export interface Checkpoints {
  /** Seals what is in the journal and starts it anew. One at a time; the same one for all that ask while it waits. */
  run(how: { readonly compact: boolean; readonly sqlite: boolean }): Promise<void>;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
  /** Bytes of journal that a start would have to go through. */
  readonly pending: number;
  /** Of the current image, in bytes. */
  readonly imageSize: number;
  /** The current image is one that had to be recovered. */
  readonly damaged: boolean;
}

export interface CheckpointsStart {
  readonly files: Files;
  readonly folder: string;
  readonly log: Log;
  readonly state: State;
  readonly journal: Journal;
  readonly wal: Wal;
  readonly views: readonly string[];
  /** What the store was opened from. */
  readonly image: { readonly number: number; readonly facts: ImageFacts; readonly size: number } | undefined;
  /** Of the journal that was replayed. */
  readonly bytes: number;
  /** Something was damaged when the store was opened: files that nothing refers to are kept as long as it is open. */
  readonly damaged: boolean;
  /** Does the work, elsewhere if possible. */
  readonly write: (request: CheckpointRequest) => Promise<CheckpointAnswer>;
  /** Segments changed. */
  readonly sealed: (segments: readonly number[]) => void;
}

interface Cut {
  readonly sequence: number;
  readonly firstWal: number;
  readonly series: readonly (readonly [SeriesColumn, Frozen])[];
  readonly fresh: ReadonlyMap<string, ReadonlyMap<string, FreshDoc>>;
}

/** The files that one image needs. */
interface Generation {
  readonly image: number;
  readonly firstWal: number;
  readonly segments: readonly number[];
}

export function createCheckpoints(start: CheckpointsStart): Checkpoints {
  const { files, folder, log, state, journal, wal } = start;
  let current: Generation = start.image
    ? { image: start.image.number, ...start.image.facts }
    : { image: 0, firstWal: 1, segments: [] };
  let previous: Generation | undefined;
  let size = start.image?.size ?? 0;
  let damaged = start.damaged;
  let carried = start.bytes;
  let line: Promise<void> = Promise.resolve();
  const highest = new Map<FileKind, number>();

  function cut(): Cut {
    carried += wal.size;
    const firstWal = wal.end() + 1;
    const columns = [...state.tables.values()].flatMap((table) => [...table.series.values()]);
    return {
      sequence: journal.sequence,
      firstWal,
      series: columns.map((column) => [column, column.freeze()] as const),
      fresh: new Map([...state.colds].map(([name, cold]) => [name, cold.fresh()])),
    };
  }

  /** Never one that was given before: what is remembered of a file is remembered by its number. */
  function nextNumber(kind: FileKind): number {
    const number = Math.max(numbersOf(kind, files.list(folder)).at(-1) ?? 0, highest.get(kind) ?? 0) + 1;
    highest.set(kind, number);
    return number;
  }

  async function checkpoint({ compact, sqlite }: { compact: boolean; sqlite: boolean }): Promise<void> {
    if (journal.sequence === 0) return;
    const made = await journal.between(cut);
    const before = carried;
    const image = nextNumber("image");
    const answer = await start.write({
      folder,
      sequence: made.sequence,
      firstWal: made.firstWal,
      image,
      segment: nextNumber("series"),
      compact,
      damaged,
      ...(sqlite ? { sqlite: { number: nextNumber("sqlite"), views: start.views } } : {}),
    });
    writeManifest(files, folder, { image });
    damaged = false;
    previous = compact ? undefined : current;
    current = { image, firstWal: made.firstWal, segments: answer.segments };
    size = answer.size;
    carried -= before;
    for (const [name, places] of answer.colds)
      for (const [key, place] of places) state.cold(name).sealed(key, made.fresh.get(name)?.get(key), place);
    start.sealed(answer.segments);
    for (const [column, frozen] of made.series) column.thaw(frozen);
    await tidyUp();
  }

  /** What neither this image nor the one before needs. The one before is what a damaged image is recovered from. */
  async function tidyUp(): Promise<void> {
    if (start.damaged) return;
    const kept = [current, ...(previous ? [previous] : [])];
    const names = files.list(folder);
    const unused = {
      image: (number: number) => !kept.some((each) => each.image === number),
      series: (number: number) => !kept.some((each) => each.segments.includes(number)),
      wal: (number: number) => !kept.some((each) => number >= each.firstWal),
      sqlite: (number: number) => number !== numbersOf("sqlite", names).at(-1),
    };
    for (const kind of ["image", "series", "wal", "sqlite"] as const)
      for (const number of numbersOf(kind, names))
        if (unused[kind](number)) await tryRemove(filePath(folder, kind, number));
    for (const name of names) if (name.endsWith(".new")) await tryRemove(join(folder, name));
  }

  async function tryRemove(path: string): Promise<void> {
    try {
      await files.removeLater(path);
    } catch (error) {
      log.warn("a file that is no longer needed could not be removed", { file: path, reason: messageOf(error) });
    }
  }

  return {
    run(how) {
      const mine = line.then(() => checkpoint(how));
      line = mine.catch(() => undefined); // whoever asked hears of it; the next one goes on
      return mine;
    },
    settled: () => line,
    get pending() {
      return carried + wal.size;
    },
    get imageSize() {
      return size;
    },
    get damaged() {
      return damaged;
    },
  };
}
