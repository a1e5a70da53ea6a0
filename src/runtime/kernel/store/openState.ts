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

/** The newest image that can be read, and the journal after it. With `until` nothing is repaired: the reader is not the owner. */
export function openState(files: Files, folder: string, log: Log, until?: number): OpenedState {
  const { image, damaged } = loadImage(files, folder, log, until !== undefined);
  const state = image?.state ?? new State();
  const replayed = replayJournal({
    files,
    folder,
    log,
    workspace: image?.facts.workspace,
    after: image?.facts.sequence ?? 0,
    from: image?.facts.firstWal ?? 1,
    ...(until === undefined ? {} : { until }),
    apply: (ops) => {
      for (const op of ops) state.apply(op);
    },
  });
  return { state, image, replayed, damaged };
}

type LoadedImage = NonNullable<OpenedState["image"]> & { state: State };

function loadImage(
  files: Files,
  folder: string,
  log: Log,
  strict: boolean,
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
      if (strict) throw error;
      damaged = true;
      log.error(`${messageOf(error)}: going back to what was before it, and the journal since`);
      keepCopy(files, folder, log, number);
    }
  if (fromTheStart) return { image: undefined, damaged: true };
  for (const number of candidates) {
    const image = salvage(files, folder, log, number);
    if (image) return { image, damaged: true };
  }
  log.error(`${folder}: no image can be read; what the journal still holds is recovered`);
  if (!strict) setSegmentsAside(files, folder, log);
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
