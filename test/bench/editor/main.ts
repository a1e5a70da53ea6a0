import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Window } from "../../vscode/window";
import { comparison, panning } from "./comparison";
import { type Figure, line, markdown } from "./figures";
import { openBenchWindow, treeRows } from "./opening";
import { openProject, root } from "./projects";
import { liveMetric, runTable } from "./runTable";
import { typing } from "./typing";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const rounds = options.quick ? 1 : 3;
const scratch = mkdtempSync(join(tmpdir(), "tidemark-bench-"));
const say = (text: string) => process.stdout.write(`${text}\n`);
const figures: Figure[] = [];

/** Each measures one thing, in a project and a window of its own. */
const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  sizes: async () => sizes(),
  opening: async () => treeRows(await openProject("few", scratch, say), scratch, rounds),
  table: () => inWindow("wide", (window) => runTable(window, rounds)),
  live: () => inWindow("few", (window, door) => liveMetric(window, door)),
  comparison: () => inWindow("curves", (window) => comparison(window, rounds)),
  panning: () => inWindow("long", (window) => panning(window)),
  typing: async () => typing(await openProject("few", scratch, say), scratch),
};

type Play = (
  window: Window,
  door: Awaited<ReturnType<Awaited<ReturnType<typeof openProject>>["runtime"]>>["door"],
) => Promise<Figure[]>;

/** With the runtime up, as it is while a person works. */
async function inWindow(name: string, play: Play): Promise<Figure[]> {
  const project = await openProject(name, mkdtempSync(join(scratch, "project-")), say);
  const { door, end } = await project.runtime();
  try {
    const window = await openBenchWindow(project, scratch);
    try {
      await window.page.waitForTimeout(3000); // the window's own start is over
      return await play(window, door);
    } finally {
      await window.close();
    }
  } finally {
    await end();
  }
}

function sizes(): Figure[] {
  const bytes = (path: string) => statSync(join(root, "dist", path)).size / 1000;
  const pages = readdirSync(join(root, "dist/webview")).filter((name) => name.endsWith(".js") && !/^chunk-/.test(name));
  return [
    { what: "dist/extension.js", ours: bytes("extension.js"), unit: "kB", goal: 200 },
    { what: "dist/runtime.js", ours: bytes("runtime.js"), unit: "kB" },
    ...pages.map((name): Figure => {
      const files = [...needed(name)];
      const ours = files.reduce((sum, each) => sum + bytes(`webview/${each}`), 0);
      return {
        what: `page ${name.slice(0, -3)}, script at first paint`,
        ours,
        unit: "kB",
        note: `${files.length} files`,
      };
    }),
  ];
}

/** A page's script and what it imports at once; what it imports later does not count. */
function needed(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name) || !existsSync(join(root, "dist/webview", name))) return found;
  found.add(name);
  const text = readFileSync(join(root, "dist/webview", name), "utf8");
  for (const [, next] of text.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w-]+\.js)"/g)) if (next) needed(next, found);
  return found;
}

function load(when: string): void {
  const [one = 0] = loadavg();
  say(`load of the machine ${when}: ${one.toFixed(2)}`);
}

async function main(): Promise<void> {
  load("at the start");
  const wanted = options.only?.split(",") ?? Object.keys(parts);
  for (const name of wanted) {
    try {
      for (const figure of (await parts[name]?.()) ?? []) {
        figures.push(figure);
        say(line(figure));
      }
    } catch (error) {
      say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  say(`\n${markdown(figures)}\n`);
  load("at the end");
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
