import assert from "node:assert/strict";
import { schemaAt } from "../../../../src/core/rollout/editing/schemaAt";
import { suggestionsAt } from "../../../../src/core/rollout/editing/suggestions";
import { entryAt } from "../../../../src/core/yaml/cursor";

const models = [
  { address: "models:/churn/2", detail: "Staging" },
  { address: "models:/low risk/1", detail: "" },
];

/** The place that a bar marks, and the text without it. */
function marked(text: string) {
  const offset = text.indexOf("|");
  return { offset, text: text.slice(0, offset) + text.slice(offset + 1) };
}

function offered(file: string): string[] {
  const { text, offset } = marked(file);
  return (suggestionsAt(text, offset, models)?.suggestions ?? []).map(({ label }) => label);
}

/** What stands there once the first suggestion with this label was taken. */
function taken(file: string, wanted: string): string {
  const { text, offset } = marked(file);
  const { word, suggestions } = suggestionsAt(text, offset, models) ?? assert.fail("nothing is offered");
  const insert = suggestions.find(({ label }) => label === wanted)?.insert ?? assert.fail(`no ${wanted}`);
  return text.slice(0, word.from) + insert + text.slice(word.to);
}

const spec = "spec:\n  variants:\n    - {name: live, model: a.onnx}\n    - {name: next, model: b.onnx}\n";

describe("what may stand where somebody writes in a deployment file", () => {
  it("at the top: the keys that are not there yet", () => {
    assert.deepEqual(offered("ap|"), ["apiVersion", "kind", "metadata", "spec"]);
    assert.deepEqual(offered("apiVersion: tidemark/v1\n|\nspec:\n  variants: []"), ["kind", "metadata"]);
  });

  it("of a map, however it is written, and wherever in it the cursor is", () => {
    assert.deepEqual(offered("metadata:\n  |"), ["name"]);
    assert.deepEqual(offered("metadata: {|}"), ["name"]);
    assert.deepEqual(offered("spec:\n  variants:\n    - name: a\n      |"), ["model"]);
    assert.deepEqual(offered("spec:\n  variants:\n  - name: a\n    |"), ["model"]);
    assert.deepEqual(offered("spec:\n  variants:\n    - |"), ["name", "model"]);
    assert.deepEqual(offered("spec:\n  variants:\n    - {name: a, |}"), ["model"]);
    assert.deepEqual(offered("spec:\n  variants:\n    - {name: a,\n       |\n      }"), ["model"]);
    assert.deepEqual(offered(`${spec.replaceAll("\n", "\r\n")}  |`).slice(0, 2), ["strategy", "sticky"]);
  });

  it("of what is kept of predictions", () => {
    assert.deepEqual(offered(`${spec}  logging:\n    |`), ["predictions", "redact"]);
  });

  it("of a strategy one, and no second", () => {
    assert.deepEqual(offered(`${spec}  strategy:\n    |`), ["canary", "ab", "shadow", "blueGreen"]);
    assert.deepEqual(offered(`${spec}  strategy:\n    ab: {weights: {live: 100}}\n    |`), []);
  });

  it("of a list what an item may begin with", () => {
    assert.deepEqual(offered("spec:\n  variants:\n    |"), ["- name, model"]);
    const steps = `${spec}  strategy:\n    canary:\n      steps:\n        - setWeight: 10\n        |`;
    assert.deepEqual(offered(steps), ["- setWeight", "- pause"]);
    assert.match(taken(steps, "- pause"), /\n {8}- pause: \{duration: \$\{1:10m\}\}$/);
  });

  it("words, durations and truths where the schema has them", () => {
    assert.deepEqual(offered("kind: |"), ["Deployment"]);
    assert.ok(offered("spec:\n  analysis:\n    metrics:\n      - name: |").includes("latency-p99-ms"));
    assert.ok(offered("spec:\n  analysis: {interval: |}").includes("30s"));
    assert.deepEqual(offered(`${spec}  strategy:\n    blueGreen:\n      autoPromotionEnabled: |`), ["true", "false"]);
  });

  it("variants wherever one is named, and each weight once", () => {
    for (const place of ["canary:\n      stable: |", "shadow: {mirror: |}", "blueGreen:\n      preview: ne|"])
      assert.deepEqual(offered(`${spec}  strategy:\n    ${place}`), ["live", "next"], place);
    assert.deepEqual(offered(`${spec}  strategy:\n    ab:\n      weights:\n        live: 50\n        |`), ["next"]);
    assert.deepEqual(offered(`${spec}  strategy:\n    ab: {weights: {live: 50, |}}`), ["next"]);
    assert.deepEqual(offered(`${spec}  routing:\n    - variant: |`), ["live", "next"]);
  });

  it("models in the place of what is written there, in quotes where YAML needs them", () => {
    const file = "spec:\n  variants:\n    - name: a\n      model: mod|els:/x # the old one\n";
    assert.deepEqual(
      offered(file),
      models.map(({ address }) => address),
    );
    assert.match(taken(file, "models:/churn/2"), /model: models:\/churn\/2 # the old one\n$/);
    assert.match(taken(file, "models:/low risk/1"), /model: "models:\/low risk\/1" # the old one\n$/);
    assert.match(
      taken("spec:\n  variants:\n    - {name: a, model: |}", "models:/churn/2"),
      /model: models:\/churn\/2\}$/,
    );
  });

  it("a key that has a value already is changed alone", () =>
    assert.equal(taken("metadata:\n  na|: churn\n", "name"), "metadata:\n  name: churn\n"));

  it("nothing in what is too deep or too long to be a deployment", () => {
    assert.deepEqual(offered(`${"[".repeat(100_000)}|`), []);
    assert.deepEqual(offered(`${"{a: ".repeat(40_000)}|`), []);
    assert.deepEqual(offered(`${"- ".repeat(90_000)}|`), []);
    assert.deepEqual(offered(`${"# long\n".repeat(40_000)}|`), []);
  });

  it("nothing in a comment and nothing below a key that nobody knows", () => {
    assert.deepEqual(offered("spec:\n  # va|"), []);
    assert.deepEqual(offered("spec:\n  other:\n    |"), []);
  });
});

describe("what a key under the cursor is", () => {
  const meaning = (file: string) => {
    const { text, offset } = marked(file);
    const entry = entryAt(text, offset);
    return entry && `${entry.on}: ${schemaAt([...entry.path, entry.key])?.description}`;
  };

  it("is found in blocks and in brackets", () => {
    assert.equal(meaning("spec:\n  analysis:\n    min|Requests: 5"), meaning("spec: {analysis: {min|Requests: 5}}"));
    assert.match(meaning("spec:\n  analysis:\n    min|Requests: 5") ?? "", /^key: Requests since the step began/);
    assert.match(meaning("spec:\n  variants:\n    - model: mo|dels:/a/1") ?? "", /^value: What it serves/);
    assert.equal(meaning("spec:\n  |"), undefined);
  });
});
