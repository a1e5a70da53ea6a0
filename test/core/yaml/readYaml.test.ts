import assert from "node:assert/strict";
import { readYaml } from "../../../src/core/yaml/readYaml";

describe("YAML that is read", () => {
  it("a broken one is refused with the place of its first error", () => {
    assert.throws(() => readYaml("a: 1\nb: [1, 2"), /at line 2, column \d+/);
    assert.throws(() => readYaml("a: 1\na: 2"), /unique.* at line 2, column 1/);
  });

  it("thousands of errors in one line are not drawn one by one: others wait meanwhile", () => {
    for (const text of [`a: ${'"'.repeat(150_000)}`, `a: [${",".repeat(150_000)}]`, `a: ${"{}".repeat(75_000)}`])
      assert.throws(() => readYaml(text), /at line 1, column \d+/);
  });
});
