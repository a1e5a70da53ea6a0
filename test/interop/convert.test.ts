import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type Ended, tidemark } from "../cli/command";
import { type Answer, runScript } from "./script";
import { startOurs, type TrackingServer } from "./servers";
import { pythonOrSkip } from "./venv";

interface Conversion {
  readonly outcome: string;
  readonly file: string;
  readonly largest_difference: number;
  readonly rows: number;
  readonly rounded_rows: number;
}

interface Compared {
  readonly "wrong labels": number;
  readonly apart: boolean;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly classes: readonly (string | number)[] | null;
}

const models = [
  "people",
  "people-lightgbm",
  "people-xgboost",
  "forest",
  "scaled-trees",
  "histograms",
  "vectors",
  "xgboost",
  "xgboost-numbers",
  "lightgbm",
];

describe("tidemark convert, of what real frameworks logged", function () {
  this.timeout(10 * 60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-convert-"));
  const kept = join(workspace, "kept");
  const converted = new Map<string, Conversion>();
  let python: string;
  let ours: TrackingServer;
  let compared: Map<string, Answer>;

  const convert = (...words: string[]): Promise<Ended> =>
    tidemark(workspace, "convert", ...words, "--python", python, "--workspace", workspace);
  const scriptWith = (name: string, env: Record<string, string>) =>
    runScript(python, name, { ...ours, env: { ...ours.env, KEPT_IN: kept, ...env } });

  before(async function () {
    python = await pythonOrSkip(this);
    mkdirSync(kept);
    ours = await startOurs(workspace);
    await scriptWith("converting", {});
    for (const name of models) {
      const ended = await convert(`models:/${name}/1`, "--json");
      assert.equal(ended.code, 0, `${name}: ${ended.stderr}`);
      converted.set(name, JSON.parse(ended.stdout) as Conversion);
    }
    const files = Object.fromEntries([...converted].map(([name, { file }]) => [name, file]));
    compared = await scriptWith("comparing", { CONVERTED: JSON.stringify(files) });
  });
  after(async () => {
    await ours?.stop();
    rmSync(workspace, { recursive: true, force: true });
  });

  const answerOf = (name: string) => compared.get(name)?.answer as Compared;

  for (const name of models)
    it(`${name}: lies beside the version, and onnxruntime predicts what the model does`, () => {
      const { file, largest_difference, rows, rounded_rows } = converted.get(name) as Conversion;
      assert.equal(basename(file), "model.onnx");
      assert.ok(readdirSync(dirname(file)).includes("MLmodel"), file);
      assert.equal(rows, 64);
      if (rounded_rows === 0) assert.ok(largest_difference <= 1e-4, String(largest_difference));
      const { apart, "wrong labels": wrong } = answerOf(name);
      assert.deepEqual([wrong, apart], [0, true]);
    });

  it("takes text and numbers as one input a column, and numbers alone as a table", () => {
    for (const name of ["people", "people-lightgbm", "people-xgboost"])
      assert.deepEqual(answerOf(name).inputs, ["age", "income", "plan"]);
    for (const name of ["forest", "histograms", "xgboost", "lightgbm"]) assert.equal(answerOf(name).inputs.length, 1);
  });

  it("gives probabilities as a tensor with the classes beside it, and none where the model has none", () => {
    assert.deepEqual(answerOf("people").outputs, ["label", "probabilities"]);
    assert.deepEqual(answerOf("people").classes, ["churn", "stay"]);
    assert.deepEqual(answerOf("xgboost").classes, [0, 1, 2]);
    assert.deepEqual(answerOf("vectors").outputs, ["label"]);
  });

  it("converts the files of boosters and pickles with rows that are named", async () => {
    for (const [file, ...more] of [
      ["booster.ubj"],
      ["booster.txt"],
      ["people.pkl", "--example", join(kept, "people.csv")],
    ]) {
      const ended = await convert(join(kept, file as string), ...more);
      assert.equal(ended.code, 0, ended.stderr);
      assert.ok(existsSync(join(kept, (file as string).replace(/\.\w+$/, ".onnx"))));
      rmSync(join(kept, (file as string).replace(/\.\w+$/, ".onnx")));
    }
    const { code, stderr } = await convert(join(kept, "people.pkl"));
    assert.equal(code, 2);
    assert.match(stderr, /takes text or categories and came without an input example.*--example FILE\.csv/);
  });

  it("keeps nothing of a model whose conversion predicts otherwise: exit code 1, and the row", async () => {
    const pickle = join(kept, "shifted.pkl");
    const elsewhere = await convert(pickle);
    assert.deepEqual([elsewhere.code, /module 'own'/.test(elsewhere.stderr)], [2, true], elsewhere.stderr);
    // its code is found where the user keeps it
    const env = { PYTHONPATH: kept };
    const words = ["convert", pickle, "--python", python, "--workspace", mkdtempSync(join(workspace, "w-"))];
    const { code, stderr } = await tidemark({ workspace, env }, ...words);
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /the predictions differ, by [\d.e+]+ at most: row \d+ of the example has prediction .* instead of/,
    );
    assert.ok(!existsSync(join(kept, "shifted.onnx")));
  });

  it("names the package to install, and the command", async () => {
    const without = linkedWithout(python, workspace, /^(skl2onnx|onnxmltools)/);
    const words = (model: string) => ["convert", model, "--python", without, "--workspace", workspace];
    const sklearn = await tidemark(workspace, ...words("models:/forest/1"));
    assert.deepEqual([sklearn.code, sklearn.stderr.split(" -m ")[1]], [2, "pip install skl2onnx\n"], sklearn.stderr);
    const lightgbm = await tidemark(workspace, ...words("models:/lightgbm/1"));
    assert.deepEqual([lightgbm.code, lightgbm.stderr.split(" -m ")[1]], [2, "pip install onnxmltools\n"]);
  });
});

/** The same Python with the same packages, but for some. */
function linkedWithout(python: string, folder: string, unwanted: RegExp): string {
  const home = join(folder, "without");
  const lib = join(dirname(dirname(python)), "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python")) as string;
  const packages = join("lib", version, "site-packages");
  mkdirSync(join(home, packages), { recursive: true });
  mkdirSync(join(home, "bin"));
  symlinkSync(python, join(home, "bin/python"));
  symlinkSync(join(dirname(dirname(python)), "pyvenv.cfg"), join(home, "pyvenv.cfg"));
  for (const name of readdirSync(join(lib, version, "site-packages")))
    if (!unwanted.test(name)) symlinkSync(join(lib, version, "site-packages", name), join(home, packages, name));
  return join(home, "bin/python");
}
