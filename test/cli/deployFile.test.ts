import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryWorkspace, tidemark } from "./command";

const faulty = `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: churn}
spec:
  variants:
    - {name: a, model: "models:/churn/1"}
    - {name: idle, model: "models:/churn/2"}
  strategy:
    ab: {weights: {a: 60, b: 30}}
  stiky: {header: x-user-id}
`;

describe("a deployment file on the command line", () => {
  const workspace = temporaryWorkspace();
  after(() => workspace.remove());
  const apply = (text: string) => {
    writeFileSync(join(workspace.path, "churn.yaml"), text);
    return tidemark(workspace.path, "deploy", "apply", join(workspace.path, "churn.yaml"));
  };
  const placed = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => line.slice(line.indexOf("churn.yaml")));

  it("is told all that is wrong with it, a line each with its place, and no runtime is started for it", async () => {
    const { code, stdout, stderr } = await apply(faulty.replace("kind: Deployment", "kind: Deploy"));
    assert.deepEqual([code, stdout], [2, ""]);
    const [kind, key, ...rest] = placed(stderr);
    assert.match(kind ?? "", /^churn\.yaml:2:7: kind: expected Deployment, got 'Deploy'/);
    assert.match(key ?? "", /^churn\.yaml:10:3: spec: unknown key 'stiky'\. .*'sticky'/);
    assert.deepEqual(rest, []);
    assert.ok(!existsSync(join(workspace.path, ".tidemark/lock")));
  });

  it("is told what its parts have against each other, and of what is only odd", async () => {
    const { code, stderr } = await apply(faulty.replace(/ {2}stiky.*\n/, ""));
    assert.equal(code, 2);
    const lines = placed(stderr);
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? "", /^churn\.yaml:7:14: warning: .*'idle' gets no requests/);
    assert.match(lines[1] ?? "", /^churn\.yaml:9:\d+: .*90/);
    assert.match(lines[2] ?? "", /^churn\.yaml:9:\d+: .*no variant is named 'b'/);
  });
});
