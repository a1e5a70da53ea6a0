import type { Log } from "../log";
import type { ColdPlace } from "./cold";
import type { Files } from "./files";
import { writeImage } from "./image";
import { writeColdDocs, writeSegment } from "./mergeSegments";
import { openState } from "./openState";
import { SegmentReader } from "./segmentReader";
import { SegmentWriter } from "./segmentWriter";
import { writeSqliteFile } from "./sqlImage";
import type { State } from "./state";
import { filePath } from "./storeFiles";
import { messageOf } from "./wal";

export interface CheckpointRequest {
  readonly folder: string;
  /** The state after this request is what is written. */
  readonly sequence: number;
  /** The journal goes on with this segment. */
  readonly firstWal: number;
  /** Numbers that are free from here on. */
  readonly image: number;
  readonly segment: number;
  /** All segments become one, without what was purged. */
  readonly compact: boolean;
  /** See `Beside`. */
  readonly damaged: boolean;
  /** Also as a plain SQLite file of this number. */
  readonly sqlite?: { readonly number: number; readonly views: readonly string[] };
}

export interface CheckpointAnswer {
  readonly segments: readonly number[];
  /** Of the image, in bytes. */
  readonly size: number;
  /** Where documents lie now, by collection. */
  readonly colds: readonly (readonly [string, Map<string, ColdPlace>])[];
}

const mostSegments = 8;
/** How many of the smallest are merged when there are too many. */
const mergedAtOnce = 6;

/** Writes segment and image, all durable when it returns. Reads only what is sealed, so it may run beside the owner. */
export async function writeCheckpoint(request: CheckpointRequest, files: Files, log: Log): Promise<CheckpointAnswer> {
  const { folder, sequence, firstWal } = request;
  const { state, image, replayed } = openState(files, folder, log, { until: sequence, damaged: request.damaged });
  if (replayed.sequence !== sequence)
    throw new Error(`the journal in ${folder} ends at ${replayed.sequence} and not at ${sequence}`);
  const workspace = replayed.workspace;
  if (!workspace) throw new Error(`${folder} holds no journal`);
  const readers = (image?.facts.segments ?? []).map((number) => new SegmentReader(files, folder, number));
  try {
    const chosen = choose(readers, request.compact);
    const { segments, colds } = seal(state, readers, chosen, { ...request, files, log });
    if (request.compact)
      for (const table of state.tables.values()) for (const column of table.texts.values()) column.forgetUnused();
    const facts = { sequence, firstWal, workspace, segments };
    const size = writeImage(files, filePath(folder, "image", request.image), state, facts);
    files.syncFolder(folder);
    if (request.sqlite) await tryWriteSqlite(request.sqlite, state, { folder, files, log });
    return { segments, size, colds };
  } finally {
    for (const reader of readers) reader.close();
  }
}

interface Sealing extends CheckpointRequest {
  readonly files: Files;
  readonly log: Log;
}

function seal(
  state: State,
  readers: readonly SegmentReader[],
  chosen: readonly SegmentReader[],
  to: Sealing,
): Pick<CheckpointAnswer, "segments" | "colds"> {
  const writer = new SegmentWriter(to.files, to.folder, to.segment);
  try {
    writeSegment(state, chosen, writer);
    const moved = writeColdDocs(state, chosen, writer);
    const colds = [...state.colds.keys()].map((name, i) => [name, moved[i] ?? new Map()] as const);
    const kept = readers.filter((reader) => !chosen.includes(reader)).map((reader) => reader.number);
    if (writer.isEmpty) {
      writer.abandon();
      return { segments: kept, colds };
    }
    writer.finish();
    return { segments: [...kept, to.segment], colds };
  } catch (error) {
    writer.abandon();
    if (chosen.length === 0) throw error;
    to.log.error(`${messageOf(error)}: segments stay apart`);
    return seal(state, readers, [], to);
  }
}

function choose(readers: readonly SegmentReader[], all: boolean): readonly SegmentReader[] {
  if (all) return readers;
  if (readers.length < mostSegments) return [];
  return [...readers].sort((a, b) => a.size() - b.size()).slice(0, mergedAtOnce);
}

/** More than this take seconds and hundreds of megabytes as SQLite; then it is made only when somebody asks something. */
const mostCells = 1_000_000;

function cellsOf(state: State): number {
  const tables = [...state.tables.values()];
  return tables.reduce(
    (sum, { size, texts, numbers, series }) => sum + size * (texts.size + numbers.size + series.size),
    0,
  );
}

async function tryWriteSqlite(
  { number, views }: NonNullable<CheckpointRequest["sqlite"]>,
  state: State,
  { folder, files, log }: { folder: string; files: Files; log: Log },
): Promise<void> {
  if (cellsOf(state) > mostCells) return;
  try {
    await writeSqliteFile(files, filePath(folder, "sqlite", number), state, views);
  } catch (error) {
    // it is a convenience: the checkpoint stands without it
    log.warn("no SQLite snapshot was written", { reason: messageOf(error) });
  }
}
