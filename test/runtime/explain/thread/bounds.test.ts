import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { driftWork } from "../../../../src/runtime/explain/thread/moreWorks";
import { pageWork } from "../../../../src/runtime/explain/thread/pageWork";
import type { ExplainTask, TablePlace } from "../../../../src/runtime/explain/thread/places";
import { unpackExplanation } from "../../../../src/shared/explanation";
import { rootAbove } from "../../../cli/tidemark";
import { temporaryFolder } from "../../kernel/temporary";

describe("how much is explained while somebody waits", () => {
  let folder = "";
  before(() => {
    folder = temporaryFolder();
  });

  function table(name: string, rows: readonly (readonly number[])[]): TablePlace {
    const path = join(folder, name);
    writeFileSync(path, `a,b,c,d,e,f\n${rows.map((row) => row.join(",")).join("\n")}\n`);
    return { kind: "file", path, place: name };
  }
  const row = (i: number, size: number) => Array.from({ length: 6 }, (_, k) => size * Math.sin(i * (k + 1) + k));
  const rows = (count: number, size = 1) => Array.from({ length: count }, (_, i) => row(i, size));
  const task = (more: Pick<ExplainTask, "data"> & Partial<ExplainTask>): ExplainTask => ({
    model: { path: join(rootAbove(__dirname), "test/fixtures/rollout/risk.onnx"), name: "risk", version: "1" },
    method: "permutation",
    space: "raw",
    ...more,
  });

  it("are 200 rows of a reference, however few the data are, of a model that has to be asked", async () => {
    const [data, background] = [table("data.csv", rows(10)), table("background.csv", rows(20, 0.1))];
    // each fifth row is what is left of 1000 rows
    const large = Array.from({ length: 1000 }, (_, i) => row(i, i % 5 === 0 ? 1 : 50));
    const left = large.filter((_, i) => i % 5 === 0);
    const against = (name: string, reference: readonly (readonly number[])[]) =>
      driftWork({ ...task({ data, background }), reference: table(name, reference) });
    const found = await against("large.csv", large);
    assert.deepEqual(found.features, (await against("left.csv", left)).features);
    assert.ok(found.features.some((each) => each.reference > 0));
  });

  it("are 100 rows of a background that was given, and the page says so", async () => {
    const data = table("page.csv", rows(10));
    const page = async (name: string, count: number) =>
      unpackExplanation(await pageWork(task({ data, background: table(name, rows(count, 2)) }))).page.notes;
    const note = /the background is .* that were given/;
    assert.deepEqual(
      (await page("large background.csv", 1001)).filter((each) => note.test(each)),
      ["the background is 100 of the 1001 rows that were given"],
    );
    assert.deepEqual(
      (await page("small background.csv", 100)).filter((each) => note.test(each)),
      [],
    );
  });
});
