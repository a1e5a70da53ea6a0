import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const root = resolve(__dirname, "../../..");

/** Rooms of the runtime, and the rooms whose service file each may ask. */
const roomsAsk: Readonly<Record<string, readonly string[]>> = {
  tracking: [],
  registry: ["tracking"],
  // traces and their assessments; evaluation datasets and scorers
  tracing: ["tracking"],
  evaluation: ["tracking", "tracing"],
  // what comes from elsewhere lands in every room, so it stands above them
  importing: ["tracking", "registry", "tracing", "evaluation"],
  // tables as other programs have them: runs out as JSON lines, CSV, parquet; the head of a parquet file in
  exports: ["tracking"],
  // what came of what, read off the rooms that know it
  lineage: ["tracking", "registry"],
  data: [],
  pipeline: ["data"],
  // the files of a version lie with the runs
  serving: ["registry", "tracking"],
  // the registry knows whether a version may be served, and who asks
  rollout: ["serving", "registry"],
  // what a table is named by: a file, a data version, a dataset of a run, what an endpoint predicted
  tables: ["data", "tracking", "registry", "serving", "rollout"],
  explain: ["tables", "serving", "rollout", "tracking", "registry"],
  monitoring: ["tables", "explain", "serving", "rollout", "tracking", "registry", "pipeline"],
};

/** Folder → folders it may import from. A room of the runtime is `runtime/<room>`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  core: ["shared"],
  "runtime/kernel": ["core", "shared"],
  // the files beside the rooms compose them
  runtime: ["runtime/kernel", "core", "shared", ...Object.keys(roomsAsk).map((room) => `runtime/${room}`)],
  cli: ["runtime", "runtime/kernel", "core", "shared", ...Object.keys(roomsAsk).map((room) => `runtime/${room}`)],
  extension: ["shared", "core"],
  webview: ["shared", "core"],
};

/** The one folder (or file) that knows each package. */
const homes: Readonly<Record<string, readonly string[]>> = {
  vscode: ["src/extension"],
  "sql.js": ["src/runtime/kernel/store"],
  "onnxruntime-node": ["src/runtime/serving"],
  "vega-lite": ["webview/charts"],
  vega: ["webview/charts"],
  "vega-interpreter": ["webview/charts"],
  "@vscode/webview-ui-toolkit": ["webview/kit"],
  "@vscode/codicons": ["webview/kit"],
  // what every page is drawn with
  lit: ["webview"],
  chokidar: ["src/runtime/kernel/watch.ts"],
  yaml: ["src/core/yaml"],
  // params files of pipelines
  "smol-toml": ["src/core/dvc"],
  // OTLP is read with it, ONNX written
  pbf: ["src/core/protobuf", "src/core/onnx"],
  "parquet-wasm": ["src/core/table"],
  "apache-arrow": ["src/core/table"],
  // batch predictions read and write there; data versions will
  "@aws-sdk/client-s3": ["src/runtime/kernel/s3"],
};

interface Import {
  readonly file: string;
  readonly target: string;
}

function* sources(folder: string): Iterable<string> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

function* importsOf(file: string): Iterable<Import> {
  const text = readFileSync(file, "utf8");
  // a statement, or a call; the words alone also stand in sentences
  const statement = /^(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']/gm;
  const call = /\b(?:import|require)\(\s*["']([^"']+)["']/g;
  for (const found of [...text.matchAll(statement), ...text.matchAll(call)])
    yield { file: relative(root, file).split(sep).join("/"), target: (found[1] ?? found[2]) as string };
}

function folderOf(path: string): string {
  const parts = path.split("/");
  if (parts[0] === "webview") return "webview";
  if (parts[1] === "runtime" && parts.length > 3) return `runtime/${parts[2]}`;
  return parts[1] as string;
}

const all = [...sources(join(root, "src")), ...sources(join(root, "webview"))].flatMap((file) => [...importsOf(file)]);

function isLocal(target: string): boolean {
  return target.startsWith(".");
}

function resolved({ file, target }: Import): string {
  return relative(root, resolve(root, dirname(file), target))
    .split(sep)
    .join("/");
}

describe("the house", () => {
  before(() => assert.ok(all.length > 500, `the sources were found: ${all.length} imports`));

  it("imports only in the allowed directions", () => {
    const wrong = all.filter(isLocalImport).flatMap((each) => {
      const from = folderOf(each.file);
      const target = resolved(each);
      const to = folderOf(target);
      if (from === to) return [];
      const room = from.startsWith("runtime/") ? from.slice("runtime/".length) : undefined;
      if (room !== undefined && roomsAsk[room]) {
        if (["core", "shared", "runtime/kernel"].includes(to)) return [];
        const asked = to.slice("runtime/".length);
        // another room only through its service file, named for the room
        return roomsAsk[room].includes(asked) && target === `src/runtime/${asked}/${asked}`
          ? []
          : [`${each.file} → ${target}`];
      }
      return (mayImport[from] ?? []).includes(to) ? [] : [`${each.file} → ${target}`];
    });
    assert.deepEqual(wrong, []);
  });

  it("keeps node out of what a page or the pure folders use", () => {
    const wrong = all.filter(
      ({ file, target }) =>
        /^(src\/shared|src\/core|webview)\//.test(file) && (target.startsWith("node:") || target === "vscode"),
    );
    assert.deepEqual(wrong, []);
  });

  it("knows each package in its one home", () => {
    const wrong = all
      .filter(({ target }) => !isLocal(target) && !target.startsWith("node:"))
      .flatMap(({ file, target }) => {
        const name = target.startsWith("@")
          ? target.split("/").slice(0, 2).join("/")
          : (target.split("/")[0] as string);
        const home = homes[name];
        return home?.some((place) => file === place || file.startsWith(`${place}/`)) ? [] : [`${file} imports ${name}`];
      });
    assert.deepEqual(wrong, []);
  });
});

function isLocalImport(each: Import): boolean {
  return isLocal(each.target);
}
