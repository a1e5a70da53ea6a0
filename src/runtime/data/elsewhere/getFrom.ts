import { chmodSync, lstatSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError, invalid } from "../../../shared/apiError";
import { copyFile } from "../files/copyFile";
import { objectOf } from "../remotes/cacheObjects";
import type { WorkOptions } from "../repository";
import { bringFiles } from "./bringContent";
import { inLooseElsewhere } from "./looseElsewhere";
import { otherFiles } from "./otherFiles";
import type { Overrides } from "./otherProject";
import { openOther } from "./otherRepository";
import { placeAsked } from "./placeAsked";

export interface GetAsked extends Overrides {
  readonly url: string;
  /** In the other repository. */
  readonly path: string;
  readonly rev?: string | undefined;
  readonly out?: string | undefined;
  /** Where the command was typed. */
  readonly folder: string;
  readonly force?: boolean;
}

export interface Got {
  /** Absolute. */
  readonly path: string;
  readonly files: number;
  readonly size: number;
}

/** A copy of a file or folder of another repository; nothing of it is tracked. What is new appears as a whole or not at all. */
export async function getFrom(asked: GetAsked, options: WorkOptions): Promise<Got> {
  const { url, rev, config, remote } = asked;
  if (asked.path.endsWith(".dvc")) invalid(`${asked.path}: is a file of dvc; name the data that it tracks`);
  const path = placeFor(asked);
  return inLooseElsewhere(dirname(path), [asked.folder], options, async (elsewhere, fresh) => {
    const other = await openOther(elsewhere, { url, asked: { rev }, config, remote });
    const found = await otherFiles(elsewhere, other, other.pathOf(asked.path));
    const { kept, tally } = await bringFiles(elsewhere, other, found.files);
    const [trouble] = tally.troubles;
    if (trouble) throw new ApiError("INVALID_STATE", `${trouble.label}: ${trouble.why}`);
    const whole = join(fresh, "got");
    const merged = placesOver(path, found.isFolder, kept.keys());
    if (found.isFolder) mkdirSync(whole);
    for (const [relpath, { md5 }] of kept) {
      const to = relpath === "" ? whole : join(whole, relpath);
      const from = join(elsewhere.places.cacheFolder, objectOf({ md5 }, relpath).name);
      const outcome = copyFile({ from, to, md5 });
      if (outcome.kind !== "done")
        throw new ApiError(
          "INVALID_STATE",
          `${to}: ${outcome.kind === "failed" ? outcome.why : "could not be written"}`,
        );
      chmodSync(to, 0o666 & ~process.umask());
    }
    if (merged === undefined) renameSync(whole, path);
    for (const [relpath, to] of merged ?? []) {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(join(whole, relpath), to);
    }
    return { path, files: kept.size, size: [...kept.values()].reduce((sum, { size }) => sum + size, 0) };
  });
}

/** As dvc: into a folder that is there file by file, and what else is in it stays. Undefined: it comes as a whole. */
function placesOver(path: string, isFolder: boolean, relpaths: Iterable<string>): Map<string, string> | undefined {
  const isFolderAt = (place: string) => statSync(place, { throwIfNoEntry: false })?.isDirectory();
  if (isFolderAt(path) === !isFolder)
    invalid(
      isFolder ? `${path} is a file, and what comes is a folder` : `${path} is a folder, and what comes is a file`,
    );
  if (!isFolder || !isFolderAt(path)) return undefined;
  const places = new Map([...relpaths].map((relpath) => [relpath, join(path, relpath)]));
  for (const to of places.values()) {
    if (isFolderAt(to)) invalid(`${to} is a folder, and what comes is a file`);
    for (let above = dirname(to); above !== path; above = dirname(above))
      if (isFolderAt(above) === false) invalid(`${above} is a file, and what comes is a folder`);
  }
  return places;
}

function placeFor(asked: GetAsked): string {
  const place = placeAsked(asked);
  if (place.endsWith(".dvc")) invalid(`${place}: that is how files of dvc are called; choose another name with -o`);
  if (lstatSync(place, { throwIfNoEntry: false }) && !asked.force)
    invalid(`${place} exists already; --force overwrites it`);
  return place;
}
