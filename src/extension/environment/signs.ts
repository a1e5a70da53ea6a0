import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Left by tools whose runs we keep. */
const leftBehind = [".tidemark", "mlruns", "mlflow.db", "wandb", "dvc.yaml"];

/** Files that say in words what a project uses. */
const telling = /(\.py|\.ipynb|^requirements.*\.txt|^pyproject\.toml|^environment\.ya?ml|^Pipfile|^setup\.(py|cfg))$/;

const tools = /\b(mlflow|wandb|dvclive)\b/;

const filesToRead = 200;
const bytesOfEach = 64 * 1024;

export function mentionsTracking(text: string): boolean {
  return tools.test(text);
}

/** Whether a folder looks like one whose scripts log runs. Looks at its top and one level below, never at the whole tree. */
export async function looksTracked(folder: string): Promise<boolean> {
  for (const name of leftBehind) if (await exists(join(folder, name))) return true;
  for await (const file of tellingFiles(folder)) if (mentionsTracking(await start(file))) return true;
  return false;
}

async function* tellingFiles(folder: string): AsyncIterable<string> {
  let left = filesToRead;
  const top = await entries(folder);
  const below = top.filter((each) => each.isDirectory() && !/^(\.|node_modules$|venv$|__pycache__$)/.test(each.name));
  for (const level of [[folder, top] as const, ...below.map((each) => [join(folder, each.name), undefined] as const)]) {
    for (const entry of level[1] ?? (await entries(level[0]))) {
      if (!entry.isFile() || !telling.test(entry.name)) continue;
      if (left-- === 0) return;
      yield join(level[0], entry.name);
    }
  }
}

async function entries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // what cannot be read tells nothing
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function start(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesOfEach), 0, bytesOfEach, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return ""; // as above
  }
}
