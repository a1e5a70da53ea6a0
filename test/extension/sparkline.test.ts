import assert from "node:assert/strict";
import { colourOf, dataUri, sparkline } from "../../src/extension/hover/sparkline";

const line = (colour: number, y: number[]) => ({ colour, x: y.map((_, i) => i), y });

describe("the small chart of a hover", () => {
  it("draws a line a run in its colour, the newest on top, with three values of the axis", () => {
    const svg = sparkline([line(2, [0, 1]), line(1, [0.5, 0.25])], "dark", String) ?? "";
    const strokes = [...svg.matchAll(/stroke="(#\w{6})"\/?>/g)].map(([, colour]) => colour).slice(-2);
    assert.deepEqual(strokes, [colourOf(1, "dark"), colourOf(2, "dark")]);
    assert.deepEqual(
      [...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, text]) => text),
      ["0", "0.5", "1"],
    );
  });

  it("leaves out what is no number, and draws nothing of nothing", () => {
    const svg = sparkline([line(1, [1, Number.NaN, Number.POSITIVE_INFINITY, 2])], "light", String) ?? "";
    assert.doesNotMatch(svg, /NaN|Infinity/);
    assert.equal(sparkline([line(1, [Number.NaN])], "light", String), undefined);
    assert.equal(sparkline([], "light", String), undefined);
  });

  it("one point is a dot, equal values a level line", () => {
    assert.match(sparkline([line(1, [3])], "dark", String) ?? "", /<circle/);
    assert.match(sparkline([line(1, [3, 3])], "dark", String) ?? "", /d="M4 42L240 42"/);
  });

  it("dashes the eleventh, and lets no text out of its place", () => {
    assert.match(sparkline([line(11, [1, 2])], "contrast", () => "<x>&") ?? "", /stroke-dasharray/);
    assert.match(sparkline([line(1, [1, 2])], "dark", () => "<x>&") ?? "", />&lt;x>&amp;<\/text>/);
    assert.match(dataUri("<svg/>"), /^data:image\/svg\+xml;base64,[\w+/=]+$/);
  });
});
