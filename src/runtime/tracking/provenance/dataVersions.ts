import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { DataVersion } from "../../../shared/provenance";

const deepest = 6;
const mostEntries = 20_000;
const mostFiles = 2000;
const largestFile = 4 * 1024 * 1024;
const skipped = /^(\.(?!$).*|node_modules|__pycache__|mlruns|mlartifacts|venv|env|site-packages|wandb)$/;

/** Every `*.dvc` and `dvc.lock` near the top of a folder. Bounded in depth and number; links are not followed. */
export async function readDataVersions(folder: string): Promise<DataVersion[]> {
  const files: string[] = [];
  let entries = 0;
  let level = [folder];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const each of level) {
      for (const entry of await entriesOf(each)) {
        if (++entries > mostEntries || files.length >= mostFiles) break;
        const path = join(each, entry.name);
        if (entry.isDirectory() && !skipped.test(entry.name)) next.push(path);
        else if (entry.isFile() && (entry.name === "dvc.lock" || /.\.dvc$/.test(entry.name))) files.push(path);
      }
    }
    level = next;
  }
  const found: DataVersion[] = [];
  for (const file of files) found.push(...(await readVersionFile(folder, file)));
  return found;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // not ours to look into, or gone meanwhile
  }
}

async function readVersionFile(folder: string, file: string): Promise<DataVersion[]> {
  try {
    if ((await stat(file)).size > largestFile) return [];
    // a start does not wait for the parser: most workspaces have no such file
    const { readYaml } = await import("../../../core/yaml/readYaml");
    return versionsIn(
      readYaml(await readFile(file, "utf8")),
      (path) => shown(folder, join(dirname(file), path)),
      shown(folder, file),
    );
  } catch {
    return []; // half-written or not DVC's: the rest still counts
  }
}

function shown(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

/** The `outs` of a .dvc file, or of all stages of a dvc.lock; the deps of stages too, for they are data that was read. */
export function versionsIn(document: unknown, pathOf: (path: string) => string, from: string): DataVersion[] {
  const top = fieldsOf(document);
  const stages = Object.values(fieldsOf(top.stages)).map(fieldsOf);
  const items = [top.outs, ...stages.flatMap((stage) => [stage.deps, stage.outs])].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]).map(fieldsOf) : [],
  );
  const found = new Map<string, DataVersion>();
  for (const item of items) {
    const hash = item.md5 ?? item.etag ?? item.checksum;
    if (typeof item.path !== "string" || typeof hash !== "string") continue;
    const path = pathOf(item.path);
    found.set(path, {
      path,
      hash,
      ...(typeof item.size === "number" ? { size: item.size } : {}),
      ...(typeof item.nfiles === "number" ? { files: item.nfiles } : {}),
      from,
    });
  }
  return [...found.values()];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
