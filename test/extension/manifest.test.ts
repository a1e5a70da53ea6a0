import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

function* sources(folder: string): Iterable<string> {
  for (const entry of readdirSync(join(root, folder))) {
    const path = `${folder}/${entry}`;
    if (statSync(join(root, path)).isDirectory()) yield* sources(path);
    else yield path;
  }
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> } | undefined>>;
}

describe("the extension's manifest", () => {
  const manifest = JSON.parse(read("package.json"));
  const words: Record<string, string> = JSON.parse(read("package.nls.json"));

  it("has words for every key, and no key without a use", () => {
    const used = [...read("package.json").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? "");
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
  });

  it("declares every command that the code registers, and the other way round", () => {
    const declared: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered: string[] = [];
    for (const path of sources("src/extension"))
      for (const [, table = ""] of read(path).matchAll(
        /\): Commands \{[\s\S]*?\n {2}return \{\n([\s\S]*?)\n {2}\};/g,
      ))
        for (const [, name] of table.matchAll(/^ {4}(\w+)[:,(]/gm)) registered.push(`tidemark.${name}`);
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it("wakes on names at the top of a folder, never by a search of the whole disk", () => {
    const patterns: string[] = manifest.activationEvents;
    assert.deepEqual(
      patterns.filter((event) => event === "*" || event.includes("**") || event === "onStartupFinished"),
      [],
    );
  });

  it("has every text of the code in the bundle for translators", () => {
    const bundle: Record<string, string> = JSON.parse(read("l10n/bundle.l10n.json"));
    const texts = new Set<string>();
    for (const path of sources("src/extension"))
      for (const [, text] of read(path).matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)) if (text) texts.add(text);
    assert.deepEqual(Object.keys(bundle).sort(), [...texts].sort());
  });
});

describe("dist/extension.js", () => {
  it("is at most 200 kB and carries no package: what is heavy lives in the runtime", () => {
    assert.ok(statSync(join(root, "dist/extension.js")).size <= 200_000);
    const meta: Metafile = JSON.parse(read("dist/meta.json"));
    const inputs = Object.keys(meta.outputs["dist/extension.js"]?.inputs ?? {});
    assert.ok(inputs.includes("src/extension/extension.ts"));
    assert.deepEqual(
      inputs.filter((path) => !/^src\/(extension|shared|core)\//.test(path)),
      [],
    );
  });
});
