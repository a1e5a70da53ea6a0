import assert from "node:assert/strict";
import type { Engine } from "../../../../src/runtime/serving/engine/engine";
import { limitedEngine } from "../../../../src/runtime/serving/engine/limitedEngine";
import type { Tensor } from "../../../../src/runtime/serving/tensors";

describe("an engine with a limit on what it may take", () => {
  const outputs: Tensor[] = [{ type: "float32", dims: [1], data: Float32Array.of(1) }];

  function engineOf(run: Engine["run"]): Engine {
    return { facts: { name: "m" } as Engine["facts"], run, close: async () => undefined };
  }

  it("refuses what waits for longer with 504, and nothing else", async () => {
    let asked = 0;
    const engine = limitedEngine(
      engineOf(() => (asked++ === 0 ? new Promise(() => undefined) : Promise.resolve(outputs))),
      40,
    );
    const never = engine.run([], 1);
    assert.equal(await engine.run([], 1), outputs);
    await assert.rejects(never, { status: 504, message: /no answer within 0\.04 s/ });
    assert.equal(await engine.run([], 1), outputs);
    await engine.close();
  });

  it("says what the model says of what it cannot take", async () => {
    const engine = limitedEngine(
      engineOf(() => Promise.reject(new Error("too wide"))),
      1000,
    );
    await assert.rejects(engine.run([], 1), /too wide/);
    await engine.close();
  });
});
