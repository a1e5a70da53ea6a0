import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start, tidemark } from "../cli/command";
import { type Answer, runScript } from "./script";
import type { TrackingServer } from "./servers";
import { pythonOrSkip } from "./venv";

interface Scored {
  readonly wrong: number;
  readonly near: boolean;
  readonly kept: boolean;
  readonly rows: number;
  readonly probabilities: readonly string[];
}

const models = ["zipmap", "words", "regressor", "xgboost", "xgboost-three", "lightgbm", "linear", "people"];
const eight = Array.from({ length: 8 }, (_, i) => `x${i}`).join(",");

describe("tidemark predict, beside Python's onnxruntime", function () {
  this.timeout(10 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), "tidemark-predict-"));
  const kept = join(folder, "kept");
  let python: string;
  let answers: Map<string, Answer>;

  const script = (name: string, env: Record<string, string>) => {
    const nowhere = {
      url: "nowhere",
      env: { MLFLOW_TRACKING_URI: "nowhere", KEPT_IN: kept, ...env },
      workspace: folder,
      pid: 0,
    };
    return runScript(python, name, { ...nowhere, stop: async () => undefined } satisfies TrackingServer);
  };
  const words = (name: string, ending: string, output: string) => [
    ...[
      "predict",
      "--model",
      join(kept, `${name}.onnx`),
      "--input",
      join(kept, `${name}${ending}`),
      "--output",
      output,
    ],
    ...(name === "people" ? [] : ["--columns", eight]),
  ];

  before(async function () {
    python = await pythonOrSkip(this);
    mkdirSync(kept);
    await script("scoring", {});
    const scored: [string, string][] = [];
    for (const name of models)
      for (const ending of name === "people" || name === "zipmap" ? [".parquet", ".csv", ".jsonl"] : [".parquet"]) {
        const output = join(folder, `${name}-scored${ending}`);
        const { code, stderr } = await tidemark(folder, ...words(name, ending, output));
        assert.equal(code, 0, `${name}${ending}: ${stderr}`);
        scored.push([name, output]);
      }
    answers = await script("scored", { SCORED: JSON.stringify(scored) });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const scoredOf = (file: string) => answers.get(file)?.answer as Scored;

  for (const name of models)
    it(`${name}: every row of a parquet file, equal to 1e-5, beside columns that pandas reads as before`, () => {
      const { wrong, near, kept: isKept, rows } = scoredOf(`${name}-scored.parquet`);
      assert.deepEqual({ wrong, near, isKept, rows }, { wrong: 0, near: true, isKept: true, rows: 60_000 });
    });

  for (const name of ["zipmap", "people"])
    for (const ending of [".csv", ".jsonl"])
      it(`${name}: the same of ${ending}`, () => {
        const { wrong, near, kept: isKept, rows } = scoredOf(`${name}-scored${ending}`);
        assert.deepEqual({ wrong, near, isKept, rows }, { wrong: 0, near: true, isKept: true, rows: 5000 });
      });

  it("names probabilities by their classes", () => {
    assert.deepEqual(scoredOf("words-scored.parquet").probabilities, [
      "probability_größte",
      "probability_ja",
      "probability_nein",
    ]);
    assert.deepEqual(scoredOf("regressor-scored.parquet").probabilities, []);
  });

  it("killed in the middle there is no output, and the same command goes on to the same file", async () => {
    const output = join(folder, "killed.parquet");
    const asked = [...words("linear", ".parquet", output), "--workers", "1", "--json"];
    const child = start({ workspace: folder }, ...asked);
    const ended = once(child, "close");
    const parts = () =>
      readdirSync(folder).includes("killed.parquet.parts") &&
      readdirSync(`${output}.parts`).some((name) => /^part-\d+$/.test(name));
    while (!parts() && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 1));
    child.kill("SIGKILL");
    await ended;
    assert.equal(existsSync(output), false);
    const { code, stdout, stderr } = await tidemark(folder, ...asked);
    assert.equal(code, 0, stderr);
    assert.ok((JSON.parse(stdout) as { resumed: number }).resumed > 0);
    assert.ok(readFileSync(output).equals(readFileSync(join(folder, "linear-scored.parquet"))));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".parts")),
      [],
    );
  });
});
