import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootAbove } from "../../cli/tidemark";
import { type Answer, runScript } from "../script";
import { type Served, serve } from "../served";
import { pythonOrSkip } from "../venv";

const fixtures = join(rootAbove(__dirname), "test/fixtures");
const column = (name: string, type: string, required: boolean) => ({ name, type, required });
const signature = JSON.stringify([
  column("a", "double", true),
  column("b", "long", true),
  column("c", "double", false),
  column("d", "double", true),
]);

describe("served models that are sent what they cannot take", function () {
  this.timeout(5 * 60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-bad-input-"));
  const served = new Map<string, Served>();
  let said: Map<string, Answer>;
  let python = "";

  const run = async (script: string, env: Readonly<Record<string, string>> = {}) => {
    const SERVED = JSON.stringify(Object.fromEntries([...served].map(([name, { url }]) => [name, url])));
    const nowhere = { MLFLOW_TRACKING_URI: "http://nobody" };
    const server = { url: "", workspace, pid: 0, env: { ...nowhere, SERVED, ...env }, stop: async () => undefined };
    return runScript(python, script, server);
  };

  before(async function () {
    python = await pythonOrSkip(this);
    const signed = join(workspace, "signed");
    mkdirSync(signed);
    const forest = join(fixtures, "onnx/forest-int.onnx");
    copyFileSync(forest, join(signed, "model.onnx"));
    writeFileSync(
      join(signed, "MLmodel"),
      `flavors: {onnx: {data: model.onnx}}\nsignature: {inputs: '${signature}'}\n`,
    );
    for (const [name, model] of [
      ["forest", forest],
      ["people", join(fixtures, "onnx/several-inputs.onnx")],
      ["signed", signed],
      ["throwing", join(fixtures, "rollout/throwing.onnx")],
    ] as const)
      served.set(name, await serve(workspace, model, "--name", name));
    said = await run("badInput");
  });
  after(async () => {
    await Promise.all([...served.values()].map((each) => each.stop()));
    rmSync(workspace, { recursive: true, force: true });
  });

  it("take what is right", () => {
    const right = { forest: 200, people: 200, signed: 200, throwing: 200 };
    assert.deepEqual(said.get("right")?.answer, right);
  });

  it("refuse or take whatever comes, and neither fail nor fall silent", async () => {
    const pids = [...served.values()].map(({ pid }) => pid);
    const found = await run("fuzzing");
    const wrong = [...found].flatMap(([face, { answer }]) => {
      const { asked, taken, wrong } = answer as { asked: number; taken: number; wrong: string[] };
      // of changes that are never taken, or always, none was of use; hardly any leaves a Parquet file whole
      return (taken > 0 || face === "parquet") && taken < asked
        ? wrong
        : [`${face}: took ${taken} of ${asked}`, ...wrong];
    });
    assert.deepEqual(wrong, []);
    for (const pid of pids) process.kill(pid, 0); // the same processes as before
  });

  for (const face of [
    "/predict",
    "/invocations",
    "/invocations, other types",
    "V1",
    "V2 JSON",
    "V2 binary",
    "paths",
    "too much",
  ])
    it(`say in a line what is wrong, and go on: ${face}`, () => assert.deepEqual(said.get(face)?.answer, []));
});
