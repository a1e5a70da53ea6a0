// Builds dist/ (and, with --tests, out/test). `--watch` rebuilds, `--production` minifies.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  minify: flags.has("--production"),
  sourcemap: flags.has("--production") ? false : "linked",
  external: ["vscode", "onnxruntime-node", "fsevents"],
};

/** What the VSIX and the command `tidemark` consist of. */
const programs = {
  extension: "src/extension/extension.ts",
  runtime: "src/runtime/daemon.ts",
  storeWorker: "src/runtime/kernel/store/worker.ts",
  parquetWorker: "src/runtime/exports/parquetWorker.ts",
  importWorker: "src/runtime/importing/worker.ts",
  cli: "src/cli/cli.ts",
};

function present(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(root, path))));
}

function* testFiles(folder) {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (entry === "fixtures" || entry === "node_modules") continue;
    if (statSync(path).isDirectory()) yield* testFiles(path);
    else if (entry.endsWith(".ts")) yield path;
  }
}

const builds = [{ ...common, entryPoints: present(programs), outdir: "dist", metafile: true }];
if (flags.has("--tests")) {
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

mkdirSync(join(root, "dist"), { recursive: true });
for (const wasm of ["sql.js/dist/sql-wasm.wasm", "parquet-wasm/esm/parquet_wasm_bg.wasm"])
  copyFileSync(join(root, "node_modules", wasm), join(root, "dist", wasm.slice(wasm.lastIndexOf("/") + 1)));
for (const build of builds) {
  if (flags.has("--watch")) {
    const context = await esbuild.context({ ...build, logLevel: "info" });
    await context.watch();
  } else {
    const result = await esbuild.build(build);
    if (result.metafile) writeFileSync(join(root, "dist/meta.json"), JSON.stringify(result.metafile));
  }
}
