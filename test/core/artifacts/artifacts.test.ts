import assert from "node:assert/strict";
import { confusionMatrixIn, confusionMatrixOfTable } from "../../../src/core/artifacts/confusionMatrix";
import { areaUnder, curveIn, lineOfTable } from "../../../src/core/artifacts/curve";
import { imageSeriesOf } from "../../../src/core/artifacts/imageSeries";
import { plotIn, plotOrTableIn } from "../../../src/core/artifacts/plotIn";
import { parsed, tableIn } from "../../../src/core/artifacts/tableIn";

describe("what is in the files that runs log", () => {
  it("finds a confusion matrix in any shape", () => {
    const cells = [
      [50, 3],
      [7, 40],
    ];
    assert.deepEqual(confusionMatrixIn(cells)?.labels, ["0", "1"]);
    assert.deepEqual(confusionMatrixIn({ labels: ["stays", "leaves"], matrix: cells }), {
      labels: ["stays", "leaves"],
      cells,
    });
    assert.deepEqual(confusionMatrixIn({ accuracy: 0.9, confusion_matrix: cells, classes: ["a", "b"] })?.labels, [
      "a",
      "b",
    ]);
    const dvc = [
      { actual: "cat", predicted: "cat" },
      { actual: "cat", predicted: "dog" },
      { actual: "dog", predicted: "dog" },
    ];
    assert.deepEqual(confusionMatrixIn(dvc), {
      labels: ["cat", "dog"],
      cells: [
        [1, 1],
        [0, 1],
      ],
    });
    const wide = tableIn("actual,predicted_stays,predicted_leaves\nstays,380,20\nleaves,30,70\n", "csv");
    assert.ok(wide);
    assert.deepEqual(confusionMatrixOfTable(wide), {
      labels: ["stays", "leaves"],
      cells: [
        [380, 20],
        [30, 70],
      ],
    });
  });

  it("takes no other table for one", () => {
    assert.equal(confusionMatrixIn({ accuracy: 0.9, f1: 0.8 }), undefined);
    assert.equal(
      confusionMatrixIn([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      undefined,
    );
    const report = tableIn("class,precision,recall\na,0.9,0.8\nb,0.7,0.6\n", "csv");
    assert.ok(report);
    assert.equal(confusionMatrixOfTable(report), undefined);
    assert.equal(lineOfTable(report), undefined);
  });

  it("finds ROC and precision-recall curves", () => {
    const roc = curveIn({ fpr: [0, 0.1, 0.5, 1], tpr: [0, 0.7, 0.9, 1], thresholds: [2, 0.8, 0.4, 0] });
    assert.equal(roc?.kind, "roc");
    assert.equal(roc?.lines[0]?.points.length, 4);
    assert.ok(Math.abs(areaUnder(roc?.lines[0]?.points ?? []) - 0.83) < 1e-9);
    const dvc = curveIn({
      roc: [
        { fpr: 0, tpr: 0 },
        { fpr: 0.2, tpr: 0.8 },
        { fpr: 1, tpr: 1 },
      ],
    });
    assert.equal(dvc?.lines.length, 1);
    // as sklearn's: one threshold less than points
    const pr = curveIn({ precision: [0.5, 0.8, 1, 1], recall: [1, 0.8, 0.4, 0], thresholds: [0.1, 0.5, 0.9] });
    assert.deepEqual([pr?.kind, pr?.lines[0]?.points[0]], ["pr", [0, 1]]);
    const classes = curveIn({ a: { fpr: [0, 0.5, 1], tpr: [0, 0.9, 1] }, b: { fpr: [0, 0.4, 1], tpr: [0, 0.6, 1] } });
    assert.deepEqual(
      classes?.lines.map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("reads tables as mlflow.log_table and pandas write them", () => {
    const split = tableIn('{"columns":["prompt","score"],"data":[["a, \\"b\\"",0.5],["c",NaN]]}', "json");
    assert.deepEqual(split?.columns, ["prompt", "score"]);
    assert.deepEqual(split?.rows[1], ["c", null]);
    assert.deepEqual(tableIn('a,b\r\n"x, ""y""",1\n', "csv")?.rows, [['x, "y"', "1"]]);
    assert.equal(parsed("{not json"), undefined);
    assert.deepEqual(parsed('{"a": [-Infinity, NaN], "b": "x: NaN, y \\"", "c": "[NaN]"}'), {
      a: [null, null],
      b: 'x: NaN, y "',
      c: "[NaN]",
    });
  });

  it("comes to an end with files that were made to keep it busy", () => {
    assert.equal(parsed(`[${" ".repeat(400_000)}NaN,]`), undefined);
    assert.equal(parsed(`"${'\\"'.repeat(200_000)}`), undefined);
    assert.equal(confusionMatrixIn(JSON.parse(`${'{"cm":'.repeat(100_000)}1${"}".repeat(100_000)}`)), undefined);
  });

  it("lines images up by step, as mlflow.log_image and people name them", () => {
    const folder = ["s/step_2.png", "s/step_10.png", "s/step_1.png", "s/other.png", "s/step_3.txt"];
    assert.deepEqual(
      imageSeriesOf("s/step_10.png", folder)?.images.map(({ step }) => step),
      [1, 2, 10],
    );
    assert.equal(imageSeriesOf("s/other.png", folder), undefined);
    const name = (step: number, ending = "") => `images/dog%step%${step}%timestamp%172407498${step}%5c9e${ending}.png`;
    const both = [
      name(0),
      name(5),
      name(5, "%compressed"),
      name(0, "%compressed"),
      "images/cat%step%0%timestamp%1%x.png",
    ];
    assert.deepEqual(imageSeriesOf(name(5), both), {
      name: "dog",
      images: [
        { path: name(0), step: 0 },
        { path: name(5), step: 5 },
      ],
    });
  });

  it("is the same plot on every page, a table of JSON too", () => {
    const split = '{"columns":["fpr","tpr"],"data":[[0,0],[0.2,0.8],[1,1]]}';
    assert.equal(plotIn(split, "json")?.kind, "curve");
    assert.equal(plotIn('{"columns":["a","b"],"data":[[1,2]]}', "json"), undefined);
    assert.equal(plotOrTableIn('{"columns":["a","b"],"data":[[1,2]]}', "json")?.kind, "table");
  });
});
