// Builds dist/ (or the folder named by --out) and, with --tests, out/test. `--watch` rebuilds, `--production` minifies.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { zipPython } from "./zipPython.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
  options: {
    tests: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
    out: { type: "string", default: "dist" },
  },
});

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  minify: flags.production,
  sourcemap: flags.production ? false : "linked",
  external: ["vscode", "onnxruntime-node", "fsevents"],
};

/** What the VSIX and the command `tidemark` consist of. */
const programs = {
  extension: "src/extension/extension.ts",
  deployments: "src/extension/deployments/later.ts",
  monitoring: "src/extension/monitoring/later.ts",
  data: "src/extension/data/room.ts",
  runtime: "src/runtime/daemon.ts",
  storeWorker: "src/runtime/kernel/store/worker.ts",
  parquetWorker: "src/runtime/exports/parquetWorker.ts",
  importWorker: "src/runtime/importing/worker.ts",
  modelServer: "src/runtime/serving/host/modelServer.ts",
  gateway: "src/runtime/rollout/gateway/main.ts",
  batchWorker: "src/runtime/serving/batch/batchWorker.ts",
  s3: "src/runtime/kernel/s3/client.ts",
  projectWorker: "src/runtime/projectWorker.ts",
  fileWorker: "src/runtime/data/files/fileWorker.ts",
  predictionWorker: "src/runtime/tables/predictionWorker.ts",
  frameWorker: "src/runtime/kernel/frames/frameWorker.ts",
  tableWorker: "src/runtime/data/tables/tableWorker.ts",
  monitorWorker: "src/runtime/monitoring/thread/monitorWorker.ts",
  explainWorker: "src/runtime/explain/thread/explainWorker.ts",
  treeWorker: "src/runtime/explain/trees/treeWorker.ts",
  parquetFrames: "src/runtime/serving/protocols/parquetFrames.ts",
  cli: "src/cli/cli.ts",
  commands: "src/cli/main.ts",
  dataCommands: "src/cli/dataMain.ts",
  monitorCommands: "src/cli/monitorMain.ts",
  serveFile: "src/cli/serveFile.ts",
};

/** Parts of the command line are files of their own, read when they are asked for. */
const apart = {
  name: "apart",
  setup({ onResolve }) {
    const files = {
      "./main": "./commands.js",
      "./dataMain": "./dataCommands.js",
      "./monitorMain": "./monitorCommands.js",
      "./serveFile": "./serveFile.js",
    };
    onResolve({ filter: /^\.\/(main|dataMain|monitorMain|serveFile)$/ }, ({ kind, path, importer }) =>
      kind === "dynamic-import" && dirname(importer) === join(root, "src/cli")
        ? { path: files[path], external: true }
        : undefined,
    );
  },
};

function present(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))));
}

/** A page is a folder with a file of its name in it. */
function pages() {
  const folder = join(root, "webview");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, `${name}.ts`)));
}

const webview = {
  ...common,
  platform: "browser",
  target: "chrome132",
  format: "esm",
  external: [],
  splitting: true,
  entryPoints: Object.fromEntries(pages().map((name) => [name, `webview/${name}/${name}.ts`])),
  chunkNames: "chunk-[hash]",
  assetNames: "[name]",
  loader: { ".ttf": "file" },
  outdir: join(flags.out, "webview"),
  metafile: true,
};

/** What a report of plots draws itself with: one script, which the page holds. */
const report = {
  ...common,
  platform: "browser",
  target: "es2022",
  format: "iife",
  external: [],
  sourcemap: false,
  minify: true,
  entryPoints: { plotsReport: "webview/charts/plotsReport.ts" },
  outdir: flags.out,
};

function* testFiles(folder) {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (entry === "fixtures" || entry === "node_modules") continue;
    if (statSync(path).isDirectory()) yield* testFiles(path);
    else if (entry.endsWith(".ts")) yield path;
  }
}

// what is apart is required: to import it would scan all of its text for names first
const node = {
  ...common,
  supported: { "dynamic-import": false },
  entryPoints: present(programs),
  outdir: flags.out,
  metafile: true,
  plugins: [apart],
};
const builds = [node, webview, report];
if (flags.tests) {
  rmSync(join(root, "out"), { recursive: true, force: true });
  builds.push({
    ...common,
    minify: false,
    sourcemap: "inline",
    packages: "external",
    entryPoints: [...testFiles(join(root, "test"))],
    outbase: root,
    outdir: "out",
  });
}

rmSync(join(root, flags.out, "webview"), { recursive: true, force: true }); // chunks are named by their content
mkdirSync(join(root, flags.out), { recursive: true });
for (const wasm of ["sql.js/dist/sql-wasm.wasm", "parquet-wasm/esm/parquet_wasm_bg.wasm"])
  copyFileSync(join(root, "node_modules", wasm), join(root, flags.out, wasm.slice(wasm.lastIndexOf("/") + 1)));
zipPython(join(root, "src/runtime/serving/convert/python"), join(root, flags.out, "convert.pyz"));
for (const build of builds) {
  if (flags.watch) {
    const context = await esbuild.context({ ...build, logLevel: "info" });
    await context.watch();
  } else {
    const result = await esbuild.build(build);
    if (result.metafile) {
      const name = build === webview ? "meta-webview.json" : "meta.json";
      writeFileSync(join(root, flags.out, name), JSON.stringify(result.metafile));
    }
  }
}
