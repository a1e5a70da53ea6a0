import { mkdir, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { invalid } from "../../../shared/apiError";
import { codeOf } from "./fileError";

/** Where the path really is, links followed; undefined when there is nothing. A way that leads out of the root is refused. */
export async function findInside(root: string, names: readonly string[]): Promise<string | undefined> {
  const realRoot = await real(root);
  if (realRoot === undefined) return undefined;
  const place = await real(join(realRoot, ...names));
  if (place !== undefined) checkInside(realRoot, place, names);
  return place;
}

/** As `findInside` for the folder that holds the last name: the link itself, if it is one, is not followed. */
export async function findFolderInside(root: string, names: readonly string[]): Promise<string | undefined> {
  const folder = await findInside(root, names.slice(0, -1));
  return folder === undefined ? undefined : join(folder, names.at(-1) ?? "");
}

/** The folder, made where it is missing; each new one is on disk before we go on. */
export async function makeInside(root: string, names: readonly string[]): Promise<string> {
  const realRoot = (await real(root)) ?? (await makeRoot(root));
  const whole = await real(join(realRoot, ...names));
  if (whole !== undefined) {
    checkInside(realRoot, whole, names);
    return whole;
  }
  let folder = realRoot;
  for (const name of names) folder = await step(realRoot, folder, name, names);
  return folder;
}

async function makeRoot(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  return realpath(root);
}

async function step(realRoot: string, folder: string, name: string, names: readonly string[]): Promise<string> {
  const wanted = join(folder, name);
  try {
    await mkdir(wanted);
    await syncFolder(folder);
    return wanted;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const found = await real(wanted);
  if (found === undefined) return invalid(`path: '${names.join("/")}' goes through a link that leads nowhere`);
  checkInside(realRoot, found, names);
  return found;
}

function checkInside(realRoot: string, place: string, names: readonly string[]): void {
  if (place !== realRoot && !place.startsWith(realRoot + sep))
    invalid(`path: '${names.join("/")}' leads out of the artifact folder through a link`);
}

async function real(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes names that came or went in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be synced there
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
