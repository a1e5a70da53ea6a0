import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  type ExplainedRow,
  type LatestPrediction,
  readExplainedRow,
  unpackExplanation,
} from "../../../src/shared/explanation";
import { killAll, type UpProcess, up } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed, models } from "../rollout/deployed";

describe("explanations of what is served", function () {
  this.timeout(120_000);
  let workspace = "";
  let deployment: ReturnType<typeof deployed>;
  let runtime: UpProcess;
  beforeEach(() => {
    workspace = temporaryFolder();
    deployment = deployed(workspace);
  });
  afterEach(async () => {
    await deployment.end();
    killAll();
  });

  const idOf = (answer: { readonly body: unknown }) => (answer.body as { request_id: string }).request_id;
  const get = (path: string) => runtime.ask("GET", `/api/tidemark/v1/${path}`);
  const post = async (path: string, body: object) =>
    fetch(`${runtime.url}/api/tidemark/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${runtime.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const explained = (id: string): Promise<ExplainedRow> =>
    until(async () => {
      const { status, body } = await get(`explain/request/${id}`);
      return status === 200 ? readExplainedRow(body, "reply") : undefined; // it is written a moment after the answer
    }, `an explanation of ${id}`);

  async function serve(logging: string): Promise<{ id: string; variant: string; features: number[] }[]> {
    deployment.write("{ab: {weights: {a: 50, b: 50}}}", { a: "low", b: "high" }, `  logging: ${logging}\n`);
    await deployment.apply();
    runtime = await up(workspace, "--port", "0");
    const asked = Array.from({ length: 24 }, (_, i) => [i, i % 3, Math.sin(i), -i / 2]);
    return Promise.all(
      asked.map(async (features, i) => {
        const answer = await deployment.ask(`user ${i}`, features);
        return { id: idOf(answer), variant: answer.variant ?? "", features };
      }),
    );
  }

  it("find a logged prediction by its request's id, and explain it with the model that made it", async () => {
    const asked = await serve("{predictions: 100}");
    assert.deepEqual([...new Set(asked.map(({ variant }) => variant))].sort(), ["a", "b"]);
    for (const { id, variant, features } of asked.slice(0, 8)) {
      const row = await explained(id);
      assert.deepEqual([row.request, row.endpoint, row.variant, row.method], [id, "churn", variant, "linear"]);
      assert.equal(row.model, variant); // a file is called as its variant
      const sum = row.parts.reduce((all, { value }) => all + value, row.base_value);
      assert.ok(
        Math.abs(sum - row.value) < 1e-6 && Math.abs(row.value - Number(row.prediction)) < 1e-4,
        JSON.stringify(row),
      );
      const given = new Map(row.parts.map((part) => [part.feature, Number(part.given)]));
      for (const [i, value] of features.entries())
        assert.ok(Math.abs((given.get(`f${i}`) ?? Number.NaN) - value) < 1e-6, `f${i}`);
      const sizes = row.parts.map(({ value }) => Math.abs(value));
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
      );
    }
    assert.equal((await get("explain/request/never-asked")).status, 404);
    const command = await deployment.run("explain", "--request", asked[0]?.id ?? "");
    assert.match(command.out, /churn\/[ab], [ab] \d; prediction/, command.err);

    const latest = await get("predictions/latest?endpoint=churn&limit=5");
    const { predictions } = latest.body as { predictions: LatestPrediction[] };
    assert.equal(predictions.length, 5);
    assert.ok(predictions.every(({ request }) => asked.some(({ id }) => id === request)));
  });

  it("make a page of logged predictions, each row with its request", async () => {
    const asked = await serve("{predictions: 100}");
    await Promise.all(asked.map(({ id }) => explained(id)));
    const answer = await post("explain", { data: "predictions:churn" });
    assert.equal(answer.status, 200);
    const { page, values, given, predictions } = unpackExplanation(new Uint8Array(await answer.arrayBuffer()));
    const own = asked.filter(({ variant }) => page.title?.startsWith(`${variant} v`));
    assert.equal(page.rows, own.length);
    assert.deepEqual([...(page.requests ?? [])].sort(), own.map(({ id }) => id).sort());
    for (let row = 0; row < page.rows; row++) {
      const { features } = own.find(({ id }) => id === page.requests?.[row]) ?? assert.fail();
      let sum = page.base_value;
      for (const [i, value] of features.entries()) {
        sum += values[i * page.rows + row] as number;
        assert.ok(Math.abs((given[i * page.rows + row] as number) - value) < 1e-5);
      }
      assert.ok(Math.abs(sum - (predictions[row] as number)) < 1e-3);
    }
  });

  it("refuse what the log leaves out, and what is not there, with a line that says so", async () => {
    const [first] = await serve("{predictions: 100, redact: [f1]}");
    const answer = await until(async () => {
      const said = await get(`explain/request/${first?.id}`);
      return said.status === 404 ? undefined : said;
    }, "the request in the log");
    assert.equal(answer.status, 400);
    assert.match(JSON.stringify(answer.body), /the log leaves out 'f1'/);
    const [outside, model] = [join(models, "low.onnx"), "own.onnx"];
    copyFileSync(outside, join(workspace, model));
    symlinkSync(outside, join(workspace, "linked.onnx"));
    symlinkSync(models, join(workspace, "models"));
    mkdirSync(join(workspace, "folder"));
    symlinkSync(outside, join(workspace, "folder", "model.onnx"));
    writeFileSync(join(workspace, "few.csv"), "a,b\n1,2\n");
    writeFileSync(join(workspace, "bad.csv"), "a,b,c,d\n1,2,3,4\n1,2,3,4,5\n");
    writeFileSync(join(workspace, "four.csv"), "a,b,c,d\n1,2,3,4\n2,3,4,5\n");
    for (const [body, status, pattern] of [
      [{ model, data: "few.csv" }, 400, /expected 4 columns, got 2/],
      [{ model, data: "gone.csv" }, 404, /gone\.csv/],
      [{ model, data: "bad.csv" }, 400, /"bad\.csv:3: this row has 5 fields/],
      [{ model, data: "../four.csv" }, 400, /outside of the workspace/],
      [{ model: "gone.onnx", data: "four.csv" }, 404, /"gone\.onnx is not there"/],
      [{ model: outside, data: "four.csv" }, 400, /outside of the workspace/],
      [{ model: relative(workspace, outside), data: "four.csv" }, 400, /outside of the workspace/],
      [{ model: "../none.onnx", data: "four.csv" }, 400, /outside of the workspace/],
      [{ model: "linked.onnx", data: "four.csv" }, 400, /linked\.onnx: outside of the workspace/],
      [{ model: "models/low.onnx", data: "four.csv" }, 400, /models\/low\.onnx: outside of the workspace/],
      [{ model: "models/none.onnx", data: "four.csv" }, 400, /models\/none\.onnx: outside of the workspace/],
      [{ model: "folder", data: "four.csv" }, 400, /folder: outside of the workspace/],
      [{ model: "models:/gone/1", data: "four.csv" }, 404, /gone/],
      [{ data: "four.csv" }, 400, /model: which one/],
      [{ model }, 400, /data: which rows/],
      [{ model, data: "four.csv", method: "magic" }, 400, /method/],
      [{ model, data: "four.csv", output: "no" }, 400, /output: 'no' is none of/],
      [{ data: "predictions:nobody" }, 404, /nobody/],
    ] as const) {
      const said = await post("explain", body);
      assert.match(await said.text(), pattern, JSON.stringify(body));
      assert.equal(said.status, status, JSON.stringify(body));
    }
    const cohorts = await post("explain/cohorts", { model, data: "four.csv", segment: "a" });
    const { cohorts: parts } = (await cohorts.json()) as { cohorts: { name: string; rows: number }[] };
    assert.deepEqual(
      parts.map(({ name, rows }) => [name, rows]),
      [
        ["1", 1],
        ["2", 1],
      ],
    );
    const drift = await post("explain/drift", { model, data: "four.csv", reference: "four.csv" });
    assert.equal(((await drift.json()) as { distance: number }).distance, 0);
    assert.equal((await post("explain/interactions", { model, data: "four.csv" })).status, 400);
  });
});
