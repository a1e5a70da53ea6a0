import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readTableAddress, type TableAddress } from "../../core/frame/tableAddress";
import { invalid, notFound } from "../../shared/apiError";
import { didYouMean } from "../../shared/suggest";
import { copyVersion, isCacheLink } from "../data/data";
import { findInside } from "../kernel/insideRoot";
import { keptTable, tablesFolder } from "./keptTables";
import { writePredictions, writePredictionsAside } from "./writePredictions";

/** A table as a file that `readFrame` reads. */
export interface TablePlace {
  /** As it was asked for. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** The commit whose version of it this is. */
  readonly version?: string;
}

/** What runs have: only the store knows. */
export interface RunTables {
  /** Sources of its datasets, as MLflow writes them. */
  datasets(run: string): Promise<readonly { readonly name: string; readonly source: string }[]>;
  artifact(run: string, path: string): Promise<Uint8Array>;
}

export interface TablesParts {
  readonly workspace: string;
  /** `.tidemark` */
  readonly home: string;
  /** A command: it may read files anywhere, as who typed it could, and nobody waits for this process meanwhile. */
  readonly isOpen: boolean;
  readonly runs?: RunTables | undefined;
}

/**
 * Finds a table by what people call it: a file, `path@REVISION`, `run:ID/DATASET`, `runs:/ID/PATH`, or
 * `predictions:ENDPOINT?last=24h`. What lies nowhere as a file is written as one, and kept for the next time.
 */
export async function openTable(address: string, parts: TablesParts): Promise<TablePlace> {
  const found = addressOf(address, parts);
  switch (found.kind) {
    case "file":
      return { name: address, path: fileOf(address, found.path, parts) };
    case "version":
      return versionOf(address, found, parts);
    case "predictions":
      return { name: address, path: await predictionsOf(address, found, parts) };
    case "dataset":
      return { name: address, path: await datasetOf(address, found, parts) };
    case "artifact":
      return { name: address, path: await artifactOf(address, found, parts) };
    default:
      return found satisfies never;
  }
}

function addressOf(address: string, { workspace }: TablesParts): TableAddress {
  try {
    return readTableAddress(address, Date.now(), (path) => existsSync(resolve(workspace, path)));
  } catch (error) {
    return invalid(`${address}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function within(address: string, path: string, { workspace, isOpen }: TablesParts): string {
  return isOpen ? resolve(workspace, path) : getInWorkspace(workspace, path, address);
}

/** Absolute. After links it is in the workspace, or an object of its cache of data. */
export function getInWorkspace(workspace: string, path: string, name = path): string {
  const whole = resolve(workspace, path);
  if (findInside(workspace, path) !== undefined || isCacheLink(workspace, whole)) return whole;
  return invalid(`${name}: outside of the workspace`);
}

function fileOf(address: string, path: string, parts: TablesParts): string {
  const whole = within(address, path, parts);
  const stats = existsSync(whole) ? statSync(whole, { throwIfNoEntry: false }) : undefined;
  if (stats?.isFile()) return whole;
  if (stats === undefined) return notFound(`File '${address}'`);
  return invalid(
    `${address}: it is ${stats.isDirectory() ? "a folder, and no file" : "no file that can be read twice"}`,
  );
}

async function versionOf(
  address: string,
  { path, revision }: Extract<TableAddress, { kind: "version" }>,
  parts: TablesParts,
): Promise<TablePlace> {
  const whole = within(address, path, parts);
  const { commit, copyTo } = await copyVersion(whole, revision, address);
  const key = `${whole}\n${commit}`;
  const kept = await keptTable(tablesFolder(parts.home), key, ending(whole), copyTo);
  return { name: address, path: kept, version: commit };
}

async function predictionsOf(
  address: string,
  { endpoint, from, to }: Extract<TableAddress, { kind: "predictions" }>,
  { home, isOpen }: TablesParts,
): Promise<string> {
  const root = join(home, "predictions");
  const folder = join(root, endpoint);
  if (!existsSync(folder)) {
    const names = existsSync(root) ? readdirSync(root) : [];
    const others = names.length > 0 ? ` There are ${names.join(", ")}.` : "";
    invalid(`${address}: no predictions of '${endpoint}' are logged.${didYouMean(endpoint, names) || others}`);
  }
  const files = readdirSync(folder).map((name) => {
    const { size = 0, mtimeMs = 0 } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
    return `${name} ${size} ${mtimeMs}`;
  });
  const key = ["predictions", folder, from, to, ...files].join("\n");
  return keptTable(tablesFolder(home), key, ".parquet", async (path) => {
    const write = isOpen ? writePredictions : writePredictionsAside;
    if ((await write({ folder, from, to, path })) === 0) invalid(`${address}: no predictions are logged there`);
  });
}

async function datasetOf(
  address: string,
  { run, name }: Extract<TableAddress, { kind: "dataset" }>,
  parts: TablesParts,
): Promise<string> {
  const datasets = await runsOf(address, parts).datasets(run);
  const names = datasets.map((each) => each.name);
  const dataset = datasets.find((each) => each.name === name);
  if (dataset === undefined) {
    const others = names.length > 0 ? ` It has ${names.join(", ")}.` : " It logged none.";
    return invalid(`${address}: run '${run}' has no dataset '${name}'.${didYouMean(name, names) || others}`);
  }
  const path = pathIn(dataset.source);
  if (path === undefined) return invalid(`${address}: the dataset does not lie in a file of this machine`);
  return fileOf(`${address} (${path})`, path, parts);
}

/** MLflow writes what a dataset was read from as JSON, with the place as `uri`, `url` or `path`. */
function pathIn(source: string): string | undefined {
  const place = /"(?:uri|url|path)":\s*("(?:[^"\\]|\\.)*")/.exec(source)?.[1];
  if (place === undefined) return undefined;
  try {
    const path = String(JSON.parse(place));
    if (path.startsWith("file://")) return fileURLToPath(path);
    return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? undefined : path;
  } catch {
    return undefined; // it is no JSON, or names a file of another machine
  }
}

async function artifactOf(
  address: string,
  { run, path }: Extract<TableAddress, { kind: "artifact" }>,
  parts: TablesParts,
): Promise<string> {
  // artifacts may be written again: each time it is fetched anew
  const bytes = await runsOf(address, parts).artifact(run, path);
  const key = `artifact\n${run}\n${path}\n${createHash("sha256").update(bytes).digest("hex")}`;
  return keptTable(tablesFolder(parts.home), key, ending(path), (to) => writeFileSync(to, bytes));
}

function runsOf(address: string, { runs }: TablesParts): RunTables {
  return runs ?? invalid(`${address}: what runs have is known to the runtime alone`);
}

/** By which a file is read: `.csv.gz` as well. */
function ending(path: string): string {
  const name = basename(path);
  return /\.[a-z]+\.gz$/i.exec(name)?.[0] ?? extname(name);
}
