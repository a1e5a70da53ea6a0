import assert from "node:assert/strict";
import { editYaml, YamlFault } from "../../../src/core/yaml/editYaml";

const shared = `# what the team shares
registry: # who may
  required: [accuracy, "owner"] # facts
  approvals:
    Production: 2

# tables
views:
  # the good ones
  best:
    filter: metrics.auc > 0.8 # a limit
`;

describe("a YAML file that is edited", () => {
  it("keeps its comments and all that was not changed", () => {
    const file = editYaml(shared);
    file.set(["views", "new one"], { filter: "a: b # no comment", columns: [{ key: "params.lr", width: 90 }] });
    const text = file.text();
    assert.ok(text.startsWith(shared), text);
    assert.deepEqual(editYaml(text).get(["views", "new one"]), {
      filter: "a: b # no comment",
      columns: [{ key: "params.lr", width: 90 }],
    });
  });

  it("loses a key, and what is empty then", () => {
    const file = editYaml(shared);
    assert.equal(file.remove(["views", "worst"]), false);
    assert.equal(file.remove(["views", "best"]), true);
    assert.equal(file.get(["views"]), undefined);
    assert.equal(file.text(), shared.slice(0, shared.indexOf("views:")));
    const only = editYaml("views:\n  a: {}\n");
    only.remove(["views", "a"]);
    assert.equal(only.text().trim(), "");
  });

  it("may be empty, and have keys without a value", () => {
    const file = editYaml("");
    file.set(["views", "a"], { group: "params.lr" });
    assert.equal(file.text(), "views:\n  a:\n    group: params.lr\n");
    const other = editYaml("# mine\nviews:\n");
    other.set(["views", "a"], {});
    assert.deepEqual(editYaml(other.text()).get(["views"]), { a: {} });
    assert.match(other.text(), /^# mine/);
  });

  it("is written anew as a whole where it cannot be cut into lines", () => {
    const braces = editYaml("{a: 1, views: {x: {}}} # mine");
    braces.set(["views", "y"], { group: "z" });
    assert.deepEqual(editYaml(braces.text()).get(["views"]), { x: {}, y: { group: "z" } });
    assert.match(braces.text(), /# mine/);
    const named = editYaml("views:\n  a: &one { group: x }\nother: *one\n");
    named.remove(["views", "a"]);
    assert.throws(() => named.text(), YamlFault);
  });

  it("changes in the middle leave what comes after", () => {
    const after = "\n# the rest\nzoo: {a: 1,  b: 2}\n";
    const file = editYaml(`views:\n  a: {}\n  # deeper\n${after}`);
    file.set(["views", "a"], { filter: "x" });
    assert.ok(file.text().endsWith(after), file.text());
    assert.match(file.text(), /# deeper/);
    assert.equal(file.text().match(/# deeper/g)?.length, 1);
  });

  it("keeps its line ends and lists that stand flat", () => {
    const flat = "stages:\n- a\n- b\n";
    const file = editYaml(flat);
    file.set(["x"], 1);
    assert.equal(file.text(), `${flat}x: 1\n`);
    const windows = editYaml("a: 1\r\nb: 2\r\n");
    windows.set(["c"], 3);
    assert.equal(windows.text(), "a: 1\r\nb: 2\r\nc: 3\r\n");
  });

  it("says at which line it does not read", () => {
    const faulty = (text: string) => {
      try {
        editYaml(text).set(["views", "a"], {});
      } catch (error) {
        return error instanceof YamlFault ? error.line : error;
      }
      return undefined;
    };
    assert.equal(faulty("a: 1\nb: [1, 2\nc: 3\n"), 2);
    assert.equal(faulty("- a list\n"), 1);
    assert.equal(faulty("a: 1\nviews:\n  - x\n"), 3);
    assert.equal(faulty("a: 1\n---\nb: 2\n"), 2);
    const names = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : `*a${i - 1}, `.repeat(9)}]`);
    assert.throws(() => editYaml(`views:\n  ${names.join("\n  ")}\n`).get(["views"]), YamlFault);
  });
});
