import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { palettes } from "../../src/extension/runs/palettes";

const root = resolve(__dirname, "../../..");

describe("the colours that a run can be given", () => {
  it("are those of the pages, in their order", () => {
    const sheet = readFileSync(join(root, "webview/kit/tokens.css"), "utf8");
    const found = new Map<string, string[]>();
    for (const [, place = "", colour = ""] of sheet.matchAll(/--tm-c(\d+):\s*(#[0-9a-f]{6})/gi))
      found.set(place, [...(found.get(place) ?? []), colour.toUpperCase()]);
    const [dark, light] = [palettes.dark, palettes.light];
    assert.deepEqual(
      [...found].map(([place, colours]) => [Number(place), ...colours.slice(0, 2)]),
      dark.map((colour, i) => [i + 1, colour, light[i]]),
    );
  });
});
