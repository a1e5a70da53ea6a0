import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTreeExplainer } from "../../../../src/core/trees/shap/treeExplainer";
import { createThreadedExplainer } from "../../../../src/runtime/explain/trees/threadedExplainer";
import { cli } from "../../../cli/tidemark";
import { randomForest, randomRows } from "../../../core/trees/shap/attributes";
import { temporaryFolder } from "../../kernel/temporary";

describe("SHAP values of trees on threads", () => {
  const forest = randomForest(40, 6, 8);
  const script = join(dirname(cli), "treeWorker.js");
  const rows = { values: randomRows(5000, 8), count: 5000, stride: 8 };
  const background = { values: randomRows(20, 8), count: 20, stride: 8 };

  function same(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
    assert.equal(found.length, wanted.length);
    for (let i = 0; i < wanted.length; i++)
      assert.ok(Math.abs((found[i] as number) - (wanted[i] as number)) < 1e-5, `number ${i}`);
  }

  it("are those of one thread, also when they are asked for twice at once", async () => {
    for (const options of [{}, { background }]) {
      const explainer = createThreadedExplainer(forest, options, { count: 3, script });
      const wanted = createTreeExplainer(forest, options).explain(rows);
      try {
        for (const found of await Promise.all([explainer.explain(rows), explainer.explain(rows)])) {
          same(found.values, wanted.values);
          same(found.predictions, wanted.predictions);
        }
      } finally {
        await explainer.close();
      }
    }
  });

  it("of pairs as well", async () => {
    const explainer = createThreadedExplainer(forest, {}, { count: 2, script });
    const some = { ...rows, count: 1500 };
    try {
      same((await explainer.interactions(some)).values, createTreeExplainer(forest).interactions(some).values);
    } finally {
      await explainer.close();
    }
    const against = createThreadedExplainer(forest, { background }, { count: 2, script });
    await assert.rejects(against.interactions(some), /path-dependent/);
  });

  it("are worked out here where there is no program for a thread", async () => {
    const explainer = createThreadedExplainer(forest, {}, { count: 2, script: "/nowhere/treeWorker.js" });
    same((await explainer.explain(rows)).values, createTreeExplainer(forest).explain(rows).values);
  });

  it("fail with a thread that ends in the middle, and are worked out when they are asked for again", async () => {
    const folder = temporaryFolder();
    const deadly = join(folder, "deadly");
    const sometimes = join(folder, "treeWorker.js");
    writeFileSync(deadly, "");
    writeFileSync(
      sometimes,
      `const { parentPort } = require("node:worker_threads");
      const { renameSync } = require("node:fs");
      try {
        renameSync(${JSON.stringify(deadly)}, ${JSON.stringify(`${deadly} taken`)});
        parentPort.once("message", () => process.exit(1));
      } catch {
        require(${JSON.stringify(script)});
      }`,
    );
    const explainer = createThreadedExplainer(forest, {}, { count: 3, script: sometimes });
    const other = { values: randomRows(6000, 8), count: 6000, stride: 8 };
    try {
      const [first, second] = await Promise.allSettled([explainer.explain(rows), explainer.explain(other)]);
      assert.ok(first.status === "rejected" && /a thread that explains trees ended/.test(String(first.reason)));
      assert.ok(second.status === "fulfilled");
      same(second.value.values, createTreeExplainer(forest).explain(other).values);
      same((await explainer.explain(rows)).values, createTreeExplainer(forest).explain(rows).values);
    } finally {
      await explainer.close();
      rmSync(folder, { recursive: true });
    }
  });
});
