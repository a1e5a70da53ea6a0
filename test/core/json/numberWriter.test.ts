import assert from "node:assert/strict";
import { createNumberWriter } from "../../../src/core/json/numberWriter";

function written(value: number): string {
  const writer = createNumberWriter();
  writer.short(value);
  return new TextDecoder().decode(writer.bytes());
}

describe("numbers that are written to bytes", () => {
  it("are JSON's, with nine digits, which tell every float32 from its neighbours", () => {
    const odd = [
      0, 1, -1, 10, 100, 0.1, 0.5, 123456789, 999999999.4, 0.000001, 0.00000123, 99.99999999, 5e-324, 3.4e38,
    ];
    const drawn = Array.from({ length: 3000 }, (_, i) => Math.sin(i * 7.3) * 10 ** ((i % 17) - 8));
    for (const value of [...odd, ...odd.map((each) => -each), ...drawn].map(Math.fround)) {
      const text = written(value);
      assert.ok(Math.fround(JSON.parse(text) as number) === value, `${value} as ${text}`);
      assert.ok(Math.abs((JSON.parse(text) as number) - value) <= Math.abs(value) * 6e-9, `${value} as ${text}`);
    }
    assert.deepEqual([0.25, -3, 1200, 0.001].map(written), ["0.25", "-3", "1200", "0.001"]);
    assert.deepEqual([Number.NaN, Number.POSITIVE_INFINITY].map(written), ["null", "null"]);
  });

  it("stand one behind the other, however many there are", () => {
    const writer = createNumberWriter();
    writer.text('["Łódź",');
    for (let i = 0; i < 40_000; i++) {
      writer.short(i / 8);
      writer.sign(44);
    }
    writer.text("null]");
    const read = JSON.parse(new TextDecoder().decode(writer.bytes())) as unknown[];
    assert.deepEqual([read.length, read[0], read[39_999]], [40_002, "Łódź", 39_998 / 8]);
  });
});
