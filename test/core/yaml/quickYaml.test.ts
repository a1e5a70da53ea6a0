import assert from "node:assert/strict";
import { type PlacedValue, plainValue } from "../../../src/core/yaml/placedValues";
import { quickYaml } from "../../../src/core/yaml/quickYaml";
import { wholeYaml } from "../../../src/core/yaml/wholeYaml";

const plain: readonly string[] = [
  "",
  "# nothing\n",
  "a: 1\nb:\n- x\n- y: 2\n  z: [1, 'a b', {c: ~}]\n",
  "a:\n  b:\n    - - 1\n      - 2\n    -\n      c: d\n",
  "cmd: python a.py\n  --x 1\n  --y 2\nnext: true # why\n",
  "cmd: |\n  set -e\n\n  echo 'a: b' # kept\nfolded: >-\n  a\n  b\n",
  "k: \"a\\tb\"\n'it''s': 'x: y'\n",
  "a:\nb: ~\nc: 1_000\nd: 2020-01-01\ne: -1\n",
];

/** Right or wrong, the whole reader has to look. */
const unsure: readonly string[] = [
  "a: &x 1\nb: *x\n",
  "a: 1\na: 2\n",
  "a: b: c\n",
  "a: [1,\n  2]\n",
  "---\na: 1\n",
  "a:\tb\n",
  "a: 1\n   b: 2\n",
  "<<: {a: 1}\n",
  "? a\n: b\n",
  "a: !!str 1\n",
];

describe("YAML that is read in passing", () => {
  for (const text of plain)
    it(`as the package reads it: ${JSON.stringify(text)}`, () => {
      const [quick, whole] = [quickYaml(text), wholeYaml(text)];
      assert.ok(quick && "root" in whole);
      assert.deepEqual(plainValue(quick), plainValue(whole.root));
      assert.deepEqual(starts(quick), starts(whole.root));
    });

  for (const text of unsure)
    it(`leaves to the package: ${JSON.stringify(text)}`, () => assert.equal(quickYaml(text), undefined));
});

/** Where keys and texts begin. */
function starts(value: PlacedValue): unknown {
  if (value.kind === "list") return value.items.map(starts);
  if (value.kind === "map") return value.entries.map(({ from, value: each }) => [from, starts(each)]);
  return value.value === null ? "nothing" : value.from;
}
