// npm run package [-- --target T] [--out FOLDER]: one VSIX in dist/. T is a target of VS Code (linux-x64, win32-arm64, …) or
// `universal`; left out: this platform. What goes in is built in a folder of its own: a build for daily work stays as it is.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const targets = ["win32-x64", "win32-arm64", "linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "universal"];
const most = { files: 95, bytes: 30e6 };

const { values: flags } = parseArgs({
  options: {
    target: { type: "string", default: `${process.platform}-${process.arch}` },
    out: { type: "string", default: "dist" },
  },
});

function refuse(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

/** Everything that could go in; .vscodeignore, which is among it, says what does. */
function stage() {
  const folder = join(root, "out-package");
  rmSync(folder, { recursive: true, force: true });
  const build = [join(root, "esbuild.mjs"), "--production", "--out", "out-package/dist"];
  if (spawnSync(process.execPath, build, { stdio: "inherit" }).status !== 0) refuse("the build failed");
  const isShipped = /^(package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE|\.vscodeignore|media|l10n)$/;
  for (const name of readdirSync(root).filter((each) => isShipped.test(each)))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  writeNotices(folder);
  return folder;
}

/** What runs ONNX models is native: its script beside its libraries, those of the target alone. */
async function stageOnnxRuntime(folder, target) {
  const [platform, arch] = target.split("-");
  const from = join(root, "node_modules/onnxruntime-node");
  const libraries = join("bin", "napi-v6", platform, arch ?? "");
  if (!existsSync(join(from, libraries, "onnxruntime_binding.node"))) return; // serving says so when it is asked for
  const to = join(folder, "dist", "onnxruntime");
  await esbuild.build({
    entryPoints: [join(from, "dist/index.js")],
    outfile: join(to, "dist/index.js"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    plugins: [
      { name: "its libraries stay files", setup: (build) => build.onLoad({ filter: /binding\.js$/ }, keepRequire) },
    ],
  });
  for (const name of readdirSync(join(from, libraries)).filter(isNeeded))
    cpSync(join(from, libraries, name), join(to, libraries, name));
}

/** A path made at run time would make the bundler look for every file that it may mean. */
function keepRequire({ path }) {
  return {
    contents: readFileSync(path, "utf8").replace("require(`..", 'require("node:module").createRequire(__filename)(`..'),
    loader: "js",
  };
}

/** Of Linux nothing for NVIDIA's cards, of Windows not the compiler of shaders, of macOS the library once. */
function isNeeded(name) {
  return (
    !/_providers_/.test(name) &&
    !/^(dxcompiler|dxil)\.dll$/.test(name) &&
    !/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name)
  );
}

/** What is bundled of others, with the words they ask to be passed on. */
function writeNotices(folder) {
  const inputs = ["meta.json", "meta-webview.json"].flatMap((name) =>
    Object.keys(JSON.parse(readFileSync(join(folder, "dist", name), "utf8")).inputs),
  );
  const bundled = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0] ?? []);
  // their wasm and libraries lie beside the bundles
  const copied = ["sql.js", "parquet-wasm", "onnxruntime-node", "onnxruntime-common"].map(
    (name) => `node_modules/${name}`,
  );
  const notices = [...new Set([...bundled, ...copied])].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
    const texts = readdirSync(join(root, path)).filter((each) => /^(licen[cs]e|copying|notice)([._-]|$)/i.test(each));
    const said = texts.map((each) => readFileSync(join(root, path, each), "utf8").trim());
    return `${name} ${version} (${license})\n\n${said.join("\n\n")}`;
  });
  const head = "Tidemark contains the following works of others.";
  writeFileSync(join(folder, "ThirdPartyNotices.txt"), `${[head, ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

function sizes(folder, files) {
  const sized = files.map((path) => ({ path, bytes: statSync(join(folder, path)).size }));
  return sized.sort((a, b) => b.bytes - a.bytes);
}

async function main() {
  const { target } = flags;
  if (!targets.includes(target)) refuse(`--target ${target}: it is one of ${targets.join(", ")}`);
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const cwd = stage();
  await stageOnnxRuntime(cwd, target);
  const files = await listFiles({ cwd, packageManager: PackageManager.None });
  const out = resolve(root, flags.out);
  mkdirSync(out, { recursive: true });
  const packagePath = join(out, `${name}-${target}-${version}.vsix`);
  // without its native files the universal one does all but serve; a VSIX with a target is what Marketplace offers first
  await createVSIX({ cwd, packagePath, dependencies: false, ...(target === "universal" ? {} : { target }) });
  if (!existsSync(packagePath)) refuse("no VSIX was written");
  const { size } = statSync(packagePath);
  for (const { path, bytes } of sizes(cwd, files).slice(0, 12))
    process.stdout.write(`${(bytes / 1e3).toFixed(0).padStart(8)} kB  ${path}\n`);
  process.stdout.write(`${packagePath}: ${files.length} files, ${(size / 1e6).toFixed(2)} MB\n`);
  if (files.length > most.files) refuse(`more than ${most.files} files`);
  if (size > most.bytes) refuse(`more than ${most.bytes / 1e6} MB`);
}

await main();
