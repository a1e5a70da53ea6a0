import assert from "node:assert/strict";
import { listText, rowText, tensorText } from "../../../../src/runtime/serving/protocols/writeTensor";

describe("numbers of an answer", () => {
  it("read back as the same float32, whatever their bits", () => {
    const bits = new Uint32Array(100_000);
    let state = 99;
    for (let i = 0; i < bits.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bits[i] = state;
    }
    const any = new Float32Array(bits.buffer).filter(Number.isFinite);
    const usual = Float32Array.from(bits, (each) => (each / 2 ** 32) * 10 ** ((each % 9) - 3));
    for (const floats of [any, usual]) {
      const read = JSON.parse(listText("float32", floats, 0, floats.length)) as number[];
      assert.deepEqual(Float32Array.from(read), floats);
    }
  });

  it("are short", () => {
    const floats = Float32Array.of(0.1, 0.7, 2.5, 123.456, 0.001, 1, -3);
    assert.equal(listText("float32", floats, 0, 7), "[0.1,0.7,2.5,123.456,0.001,1,-3]");
  });

  it("keep whole numbers whole, and say null for none", () => {
    assert.equal(listText("int64", BigInt64Array.of(2n ** 63n - 1n), 0, 1), "[9223372036854775807]");
    assert.equal(
      listText("float64", Float64Array.of(0.1, Number.NaN, Number.NEGATIVE_INFINITY), 0, 3),
      "[0.1,null,null]",
    );
    assert.equal(listText("float16", Uint16Array.of(0x3c00, 0x7e00), 0, 2), "[1,null]");
    assert.equal(listText("bool", Uint8Array.of(1, 0), 0, 2), "[true,false]");
  });

  it("stand in lists as their dimensions have it", () => {
    const tensor = { type: "int32", dims: [2, 1, 2], data: Int32Array.of(1, 2, 3, 4) } as const;
    assert.equal(tensorText(tensor), "[[[1,2]],[[3,4]]]");
    assert.equal(rowText(tensor, 1), "[[3,4]]");
    assert.equal(tensorText({ type: "int32", dims: [], data: Int32Array.of(7) }), "7");
  });
});
