import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlace } from "../../../src/runtime/explain/thread/readPlace";
import { readPredictions } from "../../../src/runtime/monitoring/window/readPredictions";
import { predictionFrame } from "../../../src/runtime/tables/predictionFrame";
import { temporaryFolder } from "../kernel/temporary";

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
});
