import assert from "node:assert/strict";
import { likeMatcher } from "../../../src/core/search/like";

/** The same by regular expression: slow on bad patterns, but plainly right. */
function byRegExp(pattern: string, text: string): boolean {
  const source = [...pattern].map((c) =>
    c === "%" ? ".*" : c === "_" ? "." : c.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`, "su").test(text);
}

describe("LIKE", () => {
  it("agrees with a regular expression on every short pattern and text", () => {
    const words = ["", "a", "b", "ab", "ba", "aa", "aab", "aba", "abab", "a%b", "a_b", "é", "😀a", "a\nb"];
    const patterns = [
      "",
      "%",
      "_",
      "a",
      "a%",
      "%a",
      "%a%",
      "a%b",
      "_b",
      "a_",
      "%_%",
      "a%_b",
      "%%",
      "%ab%a%",
      "a_b%",
      "😀%",
      "_a",
    ];
    for (const pattern of patterns)
      for (const word of words)
        assert.equal(likeMatcher(pattern, false)(word), byRegExp(pattern, word), `${word} LIKE ${pattern}`);
  });

  it("ignores case only when asked", () => {
    assert.equal(likeMatcher("ÄB%", true)("äbc"), true);
    assert.equal(likeMatcher("AB%", false)("abc"), false);
  });

  it("is not slow on patterns that make expressions run away", () => {
    const pattern = `${"%a".repeat(2000)}%b`;
    const start = performance.now();
    assert.equal(likeMatcher(pattern, false)("a".repeat(8000)), false);
    assert.ok(performance.now() - start < 500);
  });
});
