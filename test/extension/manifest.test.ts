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

describe("the extension's manifest", () => {
  const manifest = JSON.parse(read("package.json"));

  it("declares every command that the code registers, and the other way round", () => {
    const declared: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered: string[] = [];
    const asked = [...sources("src/extension")].filter((path) => !path.endsWith("pagePicks.ts")); // only pages ask for these
    for (const path of asked)
      for (const [, table = ""] of read(path).matchAll(/\): Commands \{[\s\S]*?\n {2}return \{\n([\s\S]*?)\n {2}\};/g))
        for (const [, name] of table.matchAll(/^ {4}(?:async )?(\w+)[:,(]/gm)) registered.push(`tidemark.${name}`);
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it("asks in menus only for keys that are told, and tells them in one place alone", () => {
    const told = new Set<string>();
    for (const path of sources("src/extension")) {
      const text = read(path);
      if (!path.endsWith("/contextKeys.ts")) assert.ok(!text.includes('"setContext"'), `${path} tells a key by itself`);
      for (const [, name] of text.matchAll(/tellKey\("([\w.]+)"/g)) told.add(`tidemark.${name}`);
    }
    const { viewsWelcome, menus, commands, keybindings } = manifest.contributes;
    const asking: { when?: string; enablement?: string }[] = [
      viewsWelcome,
      commands,
      keybindings,
      ...Object.values(menus),
    ].flat();
    const views = [
      "runs",
      "models",
      "deployments",
      "data",
      "dvc",
      "runTable",
      "run",
      "registry",
      "compare",
      "deployment",
    ].map((name) => `tidemark.${name}`);
    const asked = asking.flatMap(
      ({ when = "", enablement = "" }) => `${when} ${enablement}`.match(/tidemark\.[\w.]+/g) ?? [],
    );
    assert.deepEqual(
      [...new Set(asked)].filter((key) => !told.has(key) && !views.includes(key)),
      [],
    );
  });

  it("wakes on names at the top of a folder, never by a search of the whole disk", () => {
    const patterns: string[] = manifest.activationEvents;
    assert.deepEqual(
      patterns.filter((event) => event === "*" || event.includes("**") || event === "onStartupFinished"),
      [],
    );
  });
});
