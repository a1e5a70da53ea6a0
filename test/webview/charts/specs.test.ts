import assert from "node:assert/strict";
import { houseConfig, resolved } from "../../../webview/charts/houseConfig";
import { placeAxis } from "../../../webview/charts/parallelModel";
import { barsSpec } from "../../../webview/charts/specs/bars";
import { boxSpec } from "../../../webview/charts/specs/box";
import { confusionMatrixSpec } from "../../../webview/charts/specs/confusionMatrix";
import { contourSpec, fieldOf } from "../../../webview/charts/specs/contour";
import { heatmapSpec } from "../../../webview/charts/specs/heatmap";
import { histogramSpec } from "../../../webview/charts/specs/histogram";
import { lineSpec } from "../../../webview/charts/specs/line";
import { parallelSpec } from "../../../webview/charts/specs/parallel";
import { type RunDatum, runColours } from "../../../webview/charts/specs/points";
import { rocCurveSpec } from "../../../webview/charts/specs/rocCurve";
import { scatterSpec } from "../../../webview/charts/specs/scatter";

const nasty = "a.b[0] </script><img src=x onerror=alert(1)>\u202e";
const runs: RunDatum[] = Array.from({ length: 12 }, (_, i) => ({
  id: `r${i}`,
  name: i === 3 ? nasty : `run ${i}`,
  place: i + 1,
  fields: {
    "params.lr": [0.0003, 0.001, 0.01][i % 3] as number,
    "params.depth": 4 + 2 * (i % 4),
    "params.model": i % 2 ? "mlp" : nasty,
    "metrics.val/auc": i === 5 ? Number.NaN : 0.8 + i / 200,
  },
}));
const lr = { key: "params.lr", label: "lr" };
const depth = { key: "params.depth", label: "depth" };
const model = { key: "params.model", label: nasty };
const auc = { key: "metrics.val/auc", label: "val/auc", direction: "higher" } as const;

const line = { x: Float64Array.of(1, 2, 3), y: Float64Array.of(0.1, Number.NaN, 0.3) };
const lineRuns = [{ id: "r0", name: nasty, place: 11 }];
const values = (key: string) => runs.map(({ fields }) => fields[key]);

const specs: Readonly<Record<string, object>> = {
  scatter: scatterSpec({ runs, x: lr, y: auc }),
  "scatter of a text, coloured": scatterSpec({ runs, x: model, y: auc, colour: depth }),
  bars: barsSpec({ runs, value: auc }),
  box: boxSpec({ runs, group: model, value: auc }),
  histogram: histogramSpec({ runs, value: auc }),
  contour: contourSpec({ runs, x: lr, y: depth, z: auc }),
  "contour of a text": contourSpec({ runs, x: model, y: depth, z: auc }),
  heatmap: heatmapSpec({ cells: [{ x: nasty, y: "b", value: -0.5 }], isSigned: true }),
  confusion: confusionMatrixSpec({
    labels: [nasty, "leaves"],
    counts: [
      [9, 1],
      [0, 0],
    ],
  }),
  roc: rocCurveSpec({ kind: "roc", runs: [{ id: "r0", name: nasty, place: 1, x: [0, 0.5, 1], y: [0, 0.9, 1] }] }),
  pr: rocCurveSpec({ kind: "pr", runs: [{ id: "r0", name: "a", place: 1, x: [0, 1], y: [1, 0.4] }] }),
  line: lineSpec({
    settings: {
      metric: "val/auc",
      runs: lineRuns,
      axis: "step",
      smoothing: 0.5,
      isLogX: false,
      isLogY: true,
      clips: true,
      direction: "higher",
      threshold: 0.2,
    },
    isLogY: true,
    lines: [{ run: lineRuns[0] as (typeof lineRuns)[number], raw: line, smoothed: line, best: { x: 3, y: 0.3 } }],
    scene: undefined,
  }),
  parallel: parallelSpec({
    axes: [lr, auc].map((each) => placeAxis({ ...each, values: values(each.key) })),
    lines: runs,
    values: new Map([lr, auc].map(({ key }) => [key, values(key)])),
    through: Uint8Array.from(runs, (_, i) => i % 2),
  }),
  "nothing at all": scatterSpec({ runs: [], x: lr, y: auc }),
};

/** A browser under the pages' policy refuses to make code of text; here whoever tries fails. */
async function withoutCode<T>(act: () => Promise<T>): Promise<T> {
  const real = globalThis.Function;
  const forbidden = (): never => {
    throw new Error("code was made of text");
  };
  globalThis.Function = new Proxy(real, { construct: forbidden, apply: forbidden });
  try {
    return await act();
  } finally {
    globalThis.Function = real;
  }
}

describe("charts as Vega-Lite", () => {
  for (const [name, spec] of Object.entries(specs))
    it(`${name}: compiles without a warning and is drawn without code from text, names as text`, async () => {
      const { compile } = await import("vega-lite");
      const { parse, View } = await import("vega");
      const { expressionInterpreter } = await import("vega-interpreter");
      const warnings: unknown[] = [];
      const logger = {
        warn: (...said: unknown[]) => warnings.push(said),
        error: (...said: unknown[]) => warnings.push(said),
        info: () => logger,
        debug: () => logger,
        level: () => logger,
      };
      const whole = resolved({ width: 300, height: 180, ...spec, config: houseConfig }, () => "#808080");
      // as the page does it: JSON in between, since a file holds nothing else
      const written = JSON.parse(JSON.stringify(whole));
      const svg = await withoutCode(async () => {
        const compiled = compile(written, { logger: logger as never });
        const view = new View(parse(compiled.spec, undefined, { ast: true }), {
          expr: expressionInterpreter,
          renderer: "none",
        });
        return view.toSVG();
      });
      assert.deepEqual(warnings, []);
      assert.match(svg, /^<svg/);
      assert.doesNotMatch(svg, /<img|<script/);
      assert.doesNotMatch(svg, /NaN|Infinity/);
    });
});

describe("what charts are made of", () => {
  it("gives a run its colour by its place, the eleventh that of the first", () => {
    const { range } = runColours(runs);
    assert.equal(range[0], range[10]);
    assert.notEqual(range[0], range[1]);
  });

  it("claims nothing where nothing was tried", () => {
    const places = [
      { x: 0, y: 0, z: 1 },
      { x: 1, y: 1, z: 3 },
    ];
    const field = fieldOf(places, false, false);
    assert.ok(
      field.every(({ x, y }) => Math.abs(x - y) < 0.6),
      "the corners between them stay empty",
    );
    assert.ok(field.some(({ z }) => z < 1.1) && field.some(({ z }) => z > 2.9));
  });

  it("puts the best bar on top", () => {
    const { data } = barsSpec({ runs, value: auc });
    assert.equal(data.values[0]?.id, "r11");
    assert.equal(barsSpec({ runs, value: { ...auc, direction: "lower" } }).data.values[0]?.id, "r0");
    assert.ok(
      data.values.every(({ id }) => id !== "r5"),
      "without a value there is no bar",
    );
  });
});
