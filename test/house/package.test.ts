import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");
const staged = join(root, "out-package");

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> } | undefined>>;
}

function* files(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

describe("the VSIX", function () {
  this.timeout(120_000);
  const out = mkdtempSync(join(tmpdir(), "tidemark-package-"));
  after(() => rmSync(out, { recursive: true, force: true }));

  before(() => {
    const made = spawnSync(process.execPath, [join(root, "package.mjs"), "--target", "universal", "--out", out], {
      encoding: "utf8",
    });
    assert.equal(made.status, 0, made.stdout + made.stderr);
    assert.doesNotMatch(made.stdout + made.stderr, /WARNING/);
  });

  it("is one file of at most 30 MB", () => {
    const made = readdirSync(out);
    assert.deepEqual(
      made.filter((name) => /^tidemark-universal-\d+\.\d+\.\d+\.vsix$/.test(name)),
      made,
    );
    assert.ok(statSync(join(out, made[0] ?? "")).size <= 30_000_000);
  });

  it("holds what it needs and nothing else, in at most 95 files", () => {
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, "node_modules/@vscode/vsce/vsce"), "ls", "--no-dependencies"],
      {
        cwd: staged,
        encoding: "utf8",
      },
    );
    const listed = stdout.trim().split(/\r?\n/).sort();
    assert.ok(listed.length <= 95, `${listed.length} files`);
    const generated =
      /^(dist\/webview\/[\w.-]+\.(js|css|ttf)|l10n\/bundle\.l10n(\.[\w-]+)?\.json|media\/.+\.(svg|png))$/;
    assert.deepEqual(
      listed.filter((path) => !generated.test(path) && !/^package\.nls\.[\w-]+\.json$/.test(path)),
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "ThirdPartyNotices.txt",
        "dist/batchWorker.js",
        "dist/cli.js",
        "dist/commands.js",
        "dist/convert.pyz",
        "dist/data.js",
        "dist/dataCommands.js",
        "dist/deployments.js",
        "dist/explainWorker.js",
        "dist/extension.js",
        "dist/fileWorker.js",
        "dist/frameWorker.js",
        "dist/gateway.js",
        "dist/importWorker.js",
        "dist/modelServer.js",
        "dist/monitorCommands.js",
        "dist/monitorWorker.js",
        "dist/monitoring.js",
        "dist/parquetFrames.js",
        "dist/parquetWorker.js",
        "dist/parquet_wasm_bg.wasm",
        "dist/plotsReport.js",
        "dist/predictionWorker.js",
        "dist/projectWorker.js",
        "dist/runtime.js",
        "dist/s3.js",
        "dist/serveFile.js",
        "dist/sql-wasm.wasm",
        "dist/storeWorker.js",
        "dist/tableWorker.js",
        "dist/treeWorker.js",
        "package.json",
        "package.nls.json",
      ],
    );
    assert.deepEqual(
      listed.filter((path) => path.startsWith("media/screenshots/")),
      [],
    );
  });

  it("has what the Marketplace shows: an icon of at least 128 pixels, a banner, categories, at most five keywords", () => {
    const manifest = JSON.parse(readFileSync(join(staged, "package.json"), "utf8"));
    const icon = readFileSync(join(staged, manifest.icon));
    assert.ok(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(20) >= 128); // width and height of a PNG
    assert.deepEqual(manifest.categories, ["Machine Learning", "Data Science", "Visualization"]);
    assert.ok(manifest.keywords.length <= 5);
    for (const key of ["galleryBanner", "repository", "bugs", "license", "preview"]) assert.ok(manifest[key], key);
  });

  it("brings an extension.js of at most 200 kB, of our own files alone: what is heavy lives in the runtime", () => {
    assert.ok(statSync(join(staged, "dist/extension.js")).size <= 200_000);
    const meta: Metafile = JSON.parse(readFileSync(join(staged, "dist/meta.json"), "utf8"));
    const inputs = Object.keys(meta.outputs["out-package/dist/extension.js"]?.inputs ?? {});
    assert.ok(inputs.includes("src/extension/extension.ts"));
    assert.deepEqual(
      inputs.filter((path) => !/^src\/(extension|shared|core)\//.test(path)),
      [],
    );
  });

  it("brings pages that know no address on the network", () => {
    // names of formats, and an address that vega-lite says in a warning
    const known = /^https?:\/\/(www\.w3\.org\/|vega\.github\.io\/schema\/|github\.com\/vega\/vega-lite\/issues\/)/;
    const found = [...files(join(staged, "dist/webview"))]
      .filter((path) => /\.(js|css)$/.test(path))
      .flatMap((path) => readFileSync(path, "utf8").match(/(?<=["'`(])(https?|wss?):\/\/[\w.-]+[^"'`\s)\\]*/g) ?? []);
    assert.deepEqual(
      [...new Set(found)].filter((address) => !known.test(address)),
      [],
    );
  });
});

describe("the pages' policy", () => {
  it("gives no page the right to run text as code, nor styles in the markup", () => {
    const unsafe = [...files(join(root, "src/extension")), ...files(join(root, "webview"))].filter((path) =>
      /unsafe-(inline|eval|hashes)|wasm-unsafe/.test(readFileSync(path, "utf8")),
    );
    assert.deepEqual(unsafe, []);
  });

  it("lets pages read dist/webview and media, wherever one is made", () => {
    const folders = [...files(join(root, "src/extension"))].flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/localResourceRoots:\s*\[([^\]]*)\]/g)].map(([, list]) => list),
    );
    assert.deepEqual(folders, [`this.files(), vscode.Uri.joinPath(context.extensionUri, "media")`]);
  });
});
