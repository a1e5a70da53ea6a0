import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { lastRows } from "../../../src/runtime/explain/log/lastRows";
import { pageWork } from "../../../src/runtime/explain/thread/pageWork";
import { readPlace } from "../../../src/runtime/explain/thread/readPlace";
import { readPredictions } from "../../../src/runtime/monitoring/window/readPredictions";
import { predictionFrame } from "../../../src/runtime/tables/predictionFrame";
import { unpackExplanation } from "../../../src/shared/explanation";
import { temporaryFolder } from "../kernel/temporary";
import { models } from "../rollout/deployed";

const start = Date.parse("2026-11-22T09:00:00Z");

describe("a prediction log, to who explains it", () => {
  let folder = "";
  beforeEach(() => {
    folder = join(temporaryFolder(), "churn");
    mkdirSync(folder);
  });
  const head = (number = 0) =>
    JSON.stringify({
      format: "tidemark predictions 1",
      number,
      endpoint: "churn",
      variant: "a",
      model: "churn",
      version: "1",
      columns: ["age", "plan", "debt"],
      redacted: [],
    });
  const row = (seconds: number, request: string, features: readonly unknown[]) =>
    JSON.stringify([0, start + seconds * 1000, request, null, 200, 1, null, ...features]);
  const log = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  const readIt = (from?: number) => readPlace({ kind: "predictions", folder, from, to: undefined, place: "the log" });

  it("has numbers where the log has words for what JSON cannot say, as the other readers do", async () => {
    log("2026-11-22T09-00-00-000Z-1.jsonl", [
      head(),
      row(0, "r0", [41, "NaN", "NaN"]),
      row(1, "r1", ["NaN", "gold", "NaN"]),
      row(2, "r2", ["-Infinity", "gold", null]),
    ]);
    const bounds = { folder, from: start, to: start + 60_000 };
    const frames = [
      (await readIt()).frame,
      (await readPredictions({ ...bounds, most: 100 })).frame,
      predictionFrame(bounds),
    ];
    for (const { columns } of frames) {
      const [age, plan, debt] = columns;
      assert.deepEqual(age, {
        kind: "number",
        name: "age",
        missing: 1,
        dtype: "float64",
        isInteger: false,
        values: Float64Array.of(41, Number.NaN, Number.NEGATIVE_INFINITY),
      });
      assert.equal(plan?.kind, "text"); // "NaN" is a text among texts
      assert.deepEqual([debt?.kind, debt?.missing], ["number", 3]);
    }
  });

  it("has the newest rows, also of an older file that is still written", async () => {
    log("2026-11-22T09-00-00-000Z-1.jsonl", [head(), row(0, "r0", [1]), row(50, "r50", [2]), row(90, "r90", [3])]);
    log("2026-11-22T09-00-30-000Z-2.jsonl", [head(), row(30, "r30", [4]), row(60, "r60", [5])]);
    assert.deepEqual((await readIt(start + 40_000)).requests, ["r50", "r60", "r90"]);
    assert.deepEqual((await readIt()).requests, ["r0", "r30", "r50", "r60", "r90"]);
    const names = (most: number) => lastRows({ folder, most }).rows.map(({ row: { request } }) => request);
    assert.deepEqual(names(1), ["r90"]);
    const { requests } = await readPredictions({ folder, from: start, to: start + 99_000, last: 3, most: 100 });
    assert.deepEqual(requests, ["r50", "r60", "r90"]);
    assert.deepEqual(names(3), ["r90", "r60", "r50"]);
    assert.deepEqual([lastRows({ folder, most: 5 }).isCut, lastRows({ folder, most: 4 }).isCut], [false, true]);
  });

  it("has each row once where a file lies there packed and as it was", async () => {
    const lines = [head(), row(0, "r0", [1]), row(1, "r1", [2])];
    log("2026-11-22T09-00-00-000Z-1.jsonl", lines);
    writeFileSync(join(folder, "2026-11-22T09-00-00-000Z-1.jsonl.gz"), gzipSync(`${lines.join("\n")}\n`));
    const bounds = { folder, from: start, to: start + 60_000 };
    assert.deepEqual((await readIt()).requests, ["r0", "r1"]);
    assert.equal((await readPredictions({ ...bounds, most: 100 })).rows, 2);
    assert.equal(predictionFrame(bounds).rows, 2);
  });

  it("is read on in the packed file where that took the place of the one that was listed", async () => {
    const lines = [head(), row(0, "r0", [1])].join("\n");
    const names = ["2026-11-22T09-00-00-000Z-1.jsonl", "2026-11-22T09-00-01-000Z-1.jsonl"].map((name) =>
      join(folder, name),
    );
    for (const path of names) writeFileSync(path, lines);
    const reading = readPredictions({ folder, from: start, to: start + 60_000, most: 100 });
    // it has listed the folder and opens the first file; the second one is packed meanwhile
    const second = names[1] as string;
    writeFileSync(`${second}.gz`, gzipSync(lines));
    rmSync(second);
    assert.equal((await reading).rows, 2);
  });

  it("makes a page where it has values that are missing", async () => {
    const place = { kind: "predictions", folder, from: undefined, to: undefined, place: "the log" } as const;
    const path = join(models, "../onnx/xgboost.onnx");
    log("2026-11-22T09-00-00-000Z-1.jsonl", [
      JSON.stringify({ ...JSON.parse(head()), columns: ["a", "b", "c", "d"] }),
      ...Array.from({ length: 20 }, (_, i) => row(i, `r${i}`, [i, i % 5 === 2 ? "NaN" : i % 3, Math.sin(i), -i / 2])),
    ]);
    const task = { model: { path, name: "boosted", version: "1" }, data: place, method: "auto", space: "raw" } as const;
    const { page } = unpackExplanation(await pageWork(task));
    assert.deepEqual([page.rows, page.method, page.additivity], [20, "tree_path_dependent", 0]);
  });
});
