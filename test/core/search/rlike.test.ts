import assert from "node:assert/strict";
import { rlikeMatcher } from "../../../src/core/search/rlike";
import { ApiError } from "../../../src/shared/apiError";

describe("RLIKE", () => {
  it("finds what regular expressions find", () => {
    const texts = [
      "",
      "a",
      "ab",
      "abc",
      "aabbcc",
      "foo.bar",
      "gpt-4o-mini",
      "x\ny",
      "Ünï",
      "a1b22",
      "[x]",
      "{2}",
      "tab\there",
    ];
    const patterns = [
      "^a",
      "c$",
      "a+b*c?",
      "(ab|bc)",
      "^(a|b)+$",
      "[a-c]{2,3}",
      "[^a-z]",
      "\\d+",
      "\\bbar\\b",
      "gpt-4.*",
      "o\\.b",
      "x.y",
      "\\w+\\W\\w+",
      "^$",
      "(?:foo|gpt)[.-]",
      "a{2}",
      "a{0,1}b{2}",
      "\\s",
      "\\[x\\]",
      "{2}",
      "a??b",
      "(?<n>b)c",
      "\\x61b",
      "[\\d.]+",
      "[]x]",
      "^(?:(?:a|b)?c?){3}$",
    ];
    for (const pattern of patterns) {
      const ours = rlikeMatcher(pattern);
      const theirs = new RegExp(pattern.replace("[]x]", "[\\]x]").replace(/^\{2\}$/, "\\{2\\}"));
      for (const text of texts) assert.equal(ours(text), theirs.test(text), `${pattern} in ${JSON.stringify(text)}`);
    }
  });
  it("takes time in proportion, whatever the pattern", () => {
    const started = performance.now();
    for (const pattern of ["(a+)+b", "(a|aa)*c", "(.*)*x", "(a?){50}a{50}b"])
      assert.equal(rlikeMatcher(pattern)("a".repeat(3000)), false);
    assert.ok(performance.now() - started < 3000);
  });
  it("ignores case when told to", () => {
    assert.equal(rlikeMatcher("(?i)ERROR: [x-z]")("error: Y"), true);
  });
  it("refuses what it does not offer, and what is broken, with the place", () => {
    for (const pattern of [
      "(a)\\1",
      "(?=a)",
      "(?<!a)b",
      "(",
      "a)",
      "[a",
      "*a",
      "a**",
      "a{3,2}",
      "\\",
      "\\q",
      "[z-a]",
      "(((a{99}){99}){99})",
    ])
      assert.throws(() => rlikeMatcher(pattern), ApiError, pattern);
    assert.throws(() => rlikeMatcher("(".repeat(50_000)), ApiError);
  });
});
