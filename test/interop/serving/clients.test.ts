import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Answer, runScript } from "../script";
import { type Served, serve } from "../served";
import { pythonOrSkip } from "../venv";

const fixtures = join(resolve(__dirname, "../../../.."), "test/fixtures/onnx");
const faces = ["/predict", "MLflow", "V1", "V2 JSON", "V2 binary"];

/** More at once would only wait for each other. */
const together = 3;

describe("served models, asked through the real clients", function () {
  this.timeout(10 * 60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-serving-"));
  const kept = join(workspace, "kept");
  const served = new Map<string, Served>();
  let said: Map<string, Answer>;

  before(async function () {
    const python = await pythonOrSkip(this);
    mkdirSync(kept);
    const script = (name: string, env: Record<string, string>) =>
      runScript(python, name, {
        url: "",
        workspace,
        pid: 0,
        env: { MLFLOW_TRACKING_URI: "http://nobody", KEPT_IN: kept, FIXTURES: fixtures, ...env },
        stop: async () => undefined,
      });
    await script("servedModels", {});
    const names = readdirSync(kept).flatMap((file) => (file.endsWith(".onnx") ? [file.slice(0, -".onnx".length)] : []));
    for (let i = 0; i < names.length; i += together)
      await Promise.all(
        names.slice(i, i + together).map(async (name) => {
          served.set(name, await serve(workspace, join(kept, `${name}.onnx`)));
        }),
      );
    const urls = Object.fromEntries([...served].map(([name, { url }]) => [name, url]));
    said = await script("servedClients", { SERVED: JSON.stringify(urls) });
  });
  after(async () => {
    await Promise.all([...served.values()].map((each) => each.stop()));
    rmSync(workspace, { recursive: true, force: true });
  });

  const answerOf = (name: string) => said.get(name)?.answer;

  it("answer as onnxruntime does in Python, whatever made them and whoever asks", () => {
    assert.ok(served.size >= 15, `${served.size} models`);
    const expected = Object.fromEntries(faces.map((face) => [face, "equal"]));
    const all = [...served.keys()].map((name) => [name, answerOf(name)]);
    assert.deepEqual(
      all,
      all.map(([name]) => [name, expected]),
    );
  });

  it("tell tritonclient what they are, and read what it packs", () => {
    assert.deepEqual(answerOf("server"), [true, true, true, true, true]);
    assert.deepEqual(answerOf("metadata"), {
      name: "forest",
      versions: ["1"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "X", datatype: "FP32", shape: [-1, 5] }],
      outputs: [
        { name: "output_label", datatype: "INT64", shape: [-1] },
        { name: "output_probability", datatype: "FP32", shape: [-1, 2], parameters: { classes: [0, 1] } },
      ],
    });
    assert.deepEqual(answerOf("index"), [{ name: "forest", version: "1", state: "READY", reason: "" }]);
    assert.deepEqual(answerOf("compressed"), [9]);
  });

  it("refuse in words that tritonclient shows", () => {
    const short = "input 'X': expected shape [-1, 5], got [1, 4]: expected 5 features, got 4";
    assert.deepEqual(answerOf("triton short"), ["400", short]);
    assert.deepEqual(answerOf("triton unknown"), ["404", "Model 'nobody' is not here; this is 'forest'"]);
  });

  it("write metrics that Prometheus' own parser reads", () => {
    const { families, ...rest } = answerOf("metrics") as { families: string[] };
    assert.deepEqual(rest, {
      "without help or type": [],
      protocols: ["mlflow", "predict", "v1", "v2"],
      codes: ["200", "400", "404"],
      resident: true,
    });
    const promised = [
      "tidemark_requests",
      "tidemark_request_duration_seconds",
      "tidemark_inference_duration_seconds",
      "tidemark_batch_rows",
      "model_predictions",
      "model_prediction_latency_seconds",
      "model_feature_value",
    ];
    assert.deepEqual(
      promised.filter((name) => !families.includes(name)),
      [],
    );
  });

  const five = [1, 2, 3, 4, 5];
  const infer = (tensor: unknown) => JSON.stringify({ inputs: [tensor] });
  const refused: readonly (readonly [string, string, string, number, RegExp])[] = [
    ["a short row", "/predict", '{"features": [1, 2]}', 422, /expected 5 features.*, got 2/],
    ["a short row", "/invocations", '{"instances": [[1, 2]]}', 400, /instances\[0\]: expected 5 features.*, got 2/],
    ["a short row", "/v1/models/forest:predict", '{"instances": [[1, 2]]}', 400, /expected 5 features.*, got 2/],
    ["text", "/predict", '{"features": [1, 2, "x", 4, 5]}', 422, /features\[2\]: expected a number, got text/],
    ["null", "/predict", '{"features": [1, 2, null, 4, 5]}', 422, /features\[2\]: expected a number, got null/],
    ["NaN", "/predict", '{"features": [1, 2, NaN, 4, 5]}', 400, /NaN at byte 20; JSON has no such number/],
    ["what float32 cannot hold", "/predict", '{"features": [1, 2, 3, 4, 1e39]}', 422, /1e\+39 does not fit float32/],
    ["no rows", "/predict", '{"instances": []}', 422, /at least one row/],
    ["ragged rows", "/predict", JSON.stringify({ instances: [five, [1]] }), 422, /instances\[1\]: expected 5 features/],
    ["no JSON", "/predict", '{"features": ', 400, /no JSON/],
    ["nothing", "/predict", "", 400, /empty/],
    ["deep nesting", "/predict", `{"features": ${"[".repeat(5_000_000)}`, 400, /deeper than 64/],
    ["too much", "/predict", `{"features": [${"1,".repeat(20_000_000)}1]}`, 413, /larger than 33554432/],
    ["no field", "/invocations", "{}", 400, /dataframe_split.*dataframe_records.*instances.*inputs/],
    ["a list", "/invocations", "[]", 400, /exactly one of/],
    [
      "another type",
      "/v2/models/forest/infer",
      infer({ name: "X", shape: [1, 5], datatype: "INT64", data: five }),
      400,
      /expected datatype FP32, got INT64/,
    ],
    [
      "another shape",
      "/v2/models/forest/infer",
      infer({ name: "X", shape: [1, 4], datatype: "FP32", data: five }),
      400,
      /expected 5 features, got 4/,
    ],
    [
      "other data",
      "/v2/models/forest/infer",
      infer({ name: "X", shape: [1, 5], datatype: "FP32", data: [1] }),
      400,
      /has 5 values, got 1/,
    ],
    [
      "another input",
      "/v2/models/forest/infer",
      infer({ name: "Y", shape: [1, 5], datatype: "FP32", data: five }),
      400,
      /unknown input 'Y'/,
    ],
    ["another model", "/v2/models/nobody/infer", "{}", 404, /'nobody' is not here/],
    [
      "another version",
      "/v2/models/forest/versions/9/infer",
      infer({ name: "X", shape: [1, 5], datatype: "FP32", data: five }),
      404,
      /version 1 here, not 9/,
    ],
    ["another model", "/v1/models/nobody:predict", "{}", 404, /'nobody' is not here/],
  ];
  for (const [what, path, body, status, message] of refused)
    it(`refuse ${what} at ${path}`, async () => {
      const url = served.get("forest")?.url ?? "";
      const answer = await fetch(url + path, { method: "POST", body, headers: { "content-type": "application/json" } });
      const text = await answer.text();
      assert.deepEqual([answer.status, message.test(text)], [status, true], text);
      const next = await fetch(`${url}/predict`, { method: "POST", body: JSON.stringify({ features: five }) });
      assert.equal(next.status, 200, "it still answers");
    });

  it("name missing and unknown columns", async () => {
    const url = served.get("columns")?.url ?? "";
    const body = JSON.stringify({ features: { city: "Rome", age: 3, zip: 1 } });
    const answer = await fetch(`${url}/predict`, { method: "POST", body });
    const { detail } = (await answer.json()) as { readonly detail: string };
    const expected =
      "features: missing column 'visits'; unknown column 'zip'; the model takes columns 'city', 'age', 'visits'";
    assert.deepEqual([answer.status, detail], [422, expected]);
  });

  it("have an address that is a page, with nothing from elsewhere", async () => {
    const answer = await fetch(served.get("forest")?.url ?? "");
    const page = await answer.text();
    assert.match(answer.headers.get("content-security-policy") ?? "", /^default-src 'none'; script-src 'nonce-/);
    assert.match(page, /<h1>forest<\/h1>/);
    assert.deepEqual(page.match(/(?:src|href)="(?!data:|openapi\.json|metrics|health)[^"]*"/g), null);
  });
});
