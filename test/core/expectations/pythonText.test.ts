import assert from "node:assert/strict";
import { pythonRegex } from "../../../src/core/expectations/text/pythonRegex";
import { pythonFloat } from "../../../src/core/expectations/text/pythonText";

describe("what Python makes of texts", () => {
  it("prints floats as str does", () => {
    const said = [34, 0.1, 1e16, 1.5e-5, 123456789012345680, 1e15, -0, 1e22, 0.0001].map((each) => pythonFloat(each));
    assert.deepEqual(said, [
      "34.0",
      "0.1",
      "1e+16",
      "1.5e-05",
      "1.2345678901234568e+17",
      "1000000000000000.0",
      "-0.0",
      "1e+22",
      "0.0001",
    ]);
    assert.equal(pythonFloat(Math.fround(1 / 3), true), "0.33333334");
  });

  it("reads regexes that JavaScript writes otherwise, and says what it cannot use", () => {
    assert.ok(pythonRegex("(?P<a>x)(?P=a)\\Z").test("xx"));
    assert.ok(pythonRegex("^ab$").test("ab\n"));
    assert.ok(pythonRegex("\\bé\\b").test("a é b"));
    assert.ok(!pythonRegex("\\bé\\b").test("aéb"));
    assert.ok(pythonRegex("^[]a]{,2}$").test("]a"));
    assert.throws(() => pythonRegex("(?>a)"), {
      message: "The regex (?>a) has an atomic group, which cannot be used here",
    });
    assert.throws(() => pythonRegex("a(b"), { message: /missing \), unterminated subpattern/ });
  });
});
