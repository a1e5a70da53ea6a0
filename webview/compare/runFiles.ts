import { imageEnding } from "../../src/core/artifacts/imageSeries";
import { type Plot, plotIn } from "../../src/core/artifacts/plotIn";
import {
  type ArtifactFile,
  artifactFileRoute,
  artifactListRoute,
  readArtifactListing,
} from "../../src/shared/artifacts";
import { host } from "../kit/host";

/** What the page shows of the files that a run logged. */
export interface RunFiles {
  readonly root: string;
  /** By path. */
  readonly plots: ReadonlyMap<string, Plot>;
  /** Paths, in the order of their names. */
  readonly images: readonly string[];
}

const deepest = 4;
const mostFolders = 60;
const mostPlots = 40;
const largest = 2 * 1024 * 1024;
/** A file whose name promises nothing is looked into only when that is quick. */
const small = 128 * 1024;
const promising = /confusion|matrix|(^|[_/.-])(cm|roc|pr|auc)([_.-]|$)|precision|recall|curve/i;

/** Lists a run's files, folder by folder, and reads those that may be a plot. Models are left alone. */
async function readRunFiles(run: string): Promise<RunFiles> {
  const files: ArtifactFile[] = [];
  const folders = [""];
  let root = "";
  for (let i = 0; i < folders.length && i < mostFolders; i++) {
    const folder = folders[i] as string;
    const listing = await host.get(artifactListRoute(run, folder), readArtifactListing);
    root ||= listing.root_uri;
    if (listing.files.some(({ path }) => /(^|\/)MLmodel$/.test(path))) continue;
    for (const file of listing.files)
      if (!file.is_dir) files.push(file);
      else if (file.path.split("/").length < deepest) folders.push(file.path);
  }
  return {
    root,
    plots: await readPlots(root, files),
    images: files.map(({ path }) => path).filter((path) => imageEnding.test(path)),
  };
}

async function readPlots(root: string, files: readonly ArtifactFile[]): Promise<Map<string, Plot>> {
  const isPromising = ({ path }: ArtifactFile) => promising.test(path);
  const candidates = files
    .filter((file) => /\.(json|csv|tsv)$/i.test(file.path) && file.file_size <= (isPromising(file) ? largest : small))
    .sort((a, b) => Number(isPromising(b)) - Number(isPromising(a)))
    .slice(0, mostPlots);
  const plots = new Map<string, Plot>();
  for (const { path } of candidates) {
    const bytes = await readFile(root, path);
    const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase() as "json" | "csv" | "tsv";
    const plot = bytes && plotIn(new TextDecoder().decode(bytes), ending);
    if (plot) plots.set(path, plot);
  }
  return plots;
}

/** Undefined when the run keeps its files elsewhere than here. */
export async function readFile(root: string, path: string): Promise<Uint8Array | undefined> {
  const route = artifactFileRoute(root, path);
  return route === undefined ? undefined : host.bytes("GET", route);
}

const atOnce = 4;

/** The files of the compared runs, each run's read once and anew when it has changed. */
export function createFileStore(changed: () => void, failed: (run: string, message: string) => void) {
  const known = new Map<string, RunFiles>();
  const fresh = new Set<string>();
  const reading = new Set<string>();
  let wanted: readonly string[] = [];

  function readNext(): void {
    for (const run of wanted) {
      if (reading.size >= atOnce) return;
      if (!fresh.has(run) && !reading.has(run)) void read(run); // tells its own failure
    }
  }

  async function read(run: string): Promise<void> {
    reading.add(run);
    fresh.add(run);
    const before = known.get(run);
    try {
      const found = await readRunFiles(run);
      known.set(run, found);
      if (hasAny(before) || hasAny(found)) changed();
    } catch (error) {
      failed(run, error instanceof Error ? error.message : String(error));
    } finally {
      reading.delete(run);
    }
    readNext();
  }

  return {
    find: (run: string): RunFiles | undefined => known.get(run),
    /** Reads what is not known or has changed, some runs at a time. */
    want(runs: readonly string[]): void {
      wanted = [...runs];
      readNext();
    },
    touch(run: string): void {
      fresh.delete(run);
    },
  };
}

function hasAny(files: RunFiles | undefined): boolean {
  return files !== undefined && files.plots.size + files.images.length > 0;
}
