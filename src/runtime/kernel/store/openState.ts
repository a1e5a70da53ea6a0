import { join } from "node:path";
import type { Log } from "../log";
import type { Files } from "./files";
import { type ImageFacts, readImage } from "./image";
import { readManifest } from "./manifest";
import { type Replayed, replayJournal } from "./recover";
import { State } from "./state";
import { fileName, filePath, numbersOf } from "./storeFiles";
import { messageOf } from "./wal";

export interface OpenedState {
  readonly state: State;
  /** The number and the facts of the image that it started from. */
  readonly image: { readonly number: number; readonly facts: ImageFacts; readonly size: number } | undefined;
  readonly replayed: Replayed;
  /** Something was lost: files that nothing refers to must stay. */
  readonly damaged: boolean;
}

/** Somebody who reads beside the owner, up to a request that the owner knows to be durable. Repairs nothing. */
export interface Beside {
  readonly until: number;
  /** The owner found damage when it opened the store, and went round it: so does who reads beside it. */
  readonly damaged: boolean;
}

/** The newest image that can be read, and the journal after it. */
export function openState(files: Files, folder: string, log: Log, beside?: Beside): OpenedState {
  const { image, damaged } = loadImage(files, folder, beside?.damaged ? silent : log, beside);
  const state = image?.state ?? new State();
  const replayed = replayJournal({
    files,
    folder,
    log,
    workspace: image?.facts.workspace,
    after: image?.facts.sequence ?? 0,
    from: image?.facts.firstWal ?? 1,
    ...(beside ? { until: beside.until } : {}),
    apply: (ops) => {
      for (const op of ops) state.apply(op);
    },
  });
  return { state, image, replayed, damaged };
}

const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {
  // the owner has said it
}

type LoadedImage = NonNullable<OpenedState["image"]> & { state: State };

function loadImage(
  files: Files,
  folder: string,
  log: Log,
  beside: Beside | undefined,
): { image: LoadedImage | undefined; damaged: boolean } {
  const names = files.list(folder);
  const there = numbersOf("image", names).reverse();
  const fromTheStart = isWholeJournal(numbersOf("wal", names));
  const manifest = readManifest(files, folder);
  if (manifest === "missing" && (there.length === 0 || fromTheStart)) return { image: undefined, damaged: false };
  const candidates = typeof manifest === "string" ? there : there.filter((number) => number <= manifest.image);
  let damaged = typeof manifest === "string" || candidates[0] !== manifest.image;
  if (typeof manifest === "string")
    log.error(`${join(folder, "MANIFEST")} is ${manifest}: the newest image that can be read is taken`);
  else if (damaged)
    log.error(`${filePath(folder, "image", manifest.image)} is missing: going back to what was before it`);
  for (const number of candidates)
    try {
      return { image: { number, ...readImage(files, filePath(folder, "image", number)) }, damaged };
    } catch (error) {
      if (beside && !beside.damaged) throw error;
      damaged = true;
      log.error(`${messageOf(error)}: going back to what was before it, and the journal since`);
      if (!beside) keepCopy(files, folder, log, number);
    }
  if (fromTheStart) return { image: undefined, damaged: true };
  for (const number of candidates) {
    const image = salvage(files, folder, log, number);
    if (image) return { image, damaged: true };
  }
  log.error(`${folder}: no image can be read; what the journal still holds is recovered`);
  if (!beside) setSegmentsAside(files, folder, log);
  return { image: undefined, damaged: true };
}

/** Nothing was ever taken away: then no image is needed. */
function isWholeJournal(numbers: readonly number[]): boolean {
  return numbers.length > 0 && numbers.every((number, i) => number === i + 1);
}

/** The last resort: every part of an image that is whole. */
function salvage(files: Files, folder: string, log: Log, number: number): LoadedImage | undefined {
  const path = filePath(folder, "image", number);
  try {
    const lost = (what: string, error: unknown) => log.error(`${messageOf(error)}: ${what} is lost`);
    return { number, ...readImage(files, path, lost) };
  } catch (error) {
    log.error(`${path} cannot be read at all`, { reason: messageOf(error) });
    return undefined;
  }
}

/** Without an image nobody knows whose points they hold; the next image must not take their numbers for its own. */
function setSegmentsAside(files: Files, folder: string, log: Log): void {
  for (const number of numbersOf("series", files.list(folder))) {
    const name = fileName("series", number);
    try {
      files.makeFolder(join(folder, "damaged"));
      files.rename(join(folder, name), join(folder, "damaged", name));
    } catch (error) {
      log.warn("a segment could not be set aside", { file: join(folder, name), reason: messageOf(error) });
    }
  }
}

function keepCopy(files: Files, folder: string, log: Log, number: number): void {
  const path = filePath(folder, "image", number);
  try {
    files.makeFolder(join(folder, "damaged"));
    files.copy(path, join(folder, "damaged", fileName("image", number)));
  } catch (error) {
    log.warn("no copy of a damaged image could be kept", { file: path, reason: messageOf(error) });
  }
}
