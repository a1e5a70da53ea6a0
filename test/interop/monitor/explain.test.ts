import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareTables } from "../../../src/runtime/explain/explainTables";
import type { ExplainChoice } from "../../../src/runtime/explain/prepared";
import { readFrame } from "../../../src/runtime/kernel/frames/readFrame";
import type { Explanation } from "../../../src/shared/explanation";
import { type Ended, tidemark } from "../../cli/tidemark";
import { type Peer, startPeer } from "./peer";

interface Told {
  readonly name: string;
  readonly folder: string;
  readonly method: string;
  readonly space?: ExplainChoice["space"];
  readonly values: number[][][];
  readonly base: number[];
  readonly predictions: number[][];
}

describe("explanations of models, compared with shap", function () {
  this.timeout(180_000);
  let peer: Peer;
  let told: Told[];

  before(async function () {
    peer = await startPeer(this);
    told = await peer.call<Told[]>("explainModels", "make", { folder: peer.home });
    assert.ok(told.length >= 25);
  });
  after(() => peer?.stop());

  const find = (name: string) => told.find((each) => each.name === name) ?? assert.fail(name);
  const explain = (folder: string, ...more: string[]): Promise<Ended> =>
    tidemark(
      folder,
      "explain",
      ...["--model", "model.onnx", "--data", "data.parquet", "--background", "background.csv"],
      ...more,
    );

  it("are shap's values to 1e-4 of the output's scale, and sum to the predictions", async () => {
    const wrong: string[] = [];
    for (const { name, folder, method, space = "raw", values, base, predictions } of told) {
      const [data, background] = await Promise.all(
        ["data.parquet", "background.csv"].map(async (file) => ({
          frame: await readFrame(join(folder, file)),
          place: file,
        })),
      );
      if (data === undefined) assert.fail();
      const asked = /by (coalitions|permutations)|kernel|neighbours/.test(name) ? method : "auto";
      const choice = { method: asked as ExplainChoice["method"], space };
      const model = { path: join(folder, "model.onnx"), name: "model", version: "1" };
      const { prepared, rows } = await prepareTables({ model, data, background, ...choice });
      const ours = await prepared.explain(rows);
      await prepared.close();
      const scale = Math.max(...predictions.flat().map(Math.abs), 1e-9);
      const apart = (a: ArrayLike<number>, b: readonly number[]) =>
        a.length === b.length
          ? Math.max(...b.map((each, i) => Math.abs(each - (a[i] as number)))) / scale
          : Number.POSITIVE_INFINITY;
      const gaps = {
        values: apart(ours.values, values.flat(2)),
        base: apart(ours.base, base),
        predictions: apart(ours.predictions, predictions.flat()),
        additivity: apart(sums(ours.values, ours.base, rows.rows), Array.from(ours.predictions)),
      };
      if (prepared.method !== method) wrong.push(`${name}: ${prepared.method} instead of ${method}`);
      for (const [what, gap] of Object.entries(gaps)) if (!(gap <= 1e-4)) wrong.push(`${name}: ${what} ${gap}`);
    }
    assert.deepEqual(wrong, []);
  });

  it("stand in the promised JSON, which the command prints", async () => {
    const { folder, values, base, predictions } = find("net, three classes");
    const { code, out, err } = await explain(folder, "--json", "--output-space", "probability");
    assert.equal(code, 0, err);
    const said = JSON.parse(out) as Explanation;
    assert.deepEqual([said.method, said.outputs], ["exact", ["0", "1", "2"]]);
    assert.deepEqual(said.features, ["f0", "f1", "f2", "f3", "f4", "f5"]);
    const near = (a: unknown, b: unknown) =>
      [a, b].map((each) =>
        JSON.parse(JSON.stringify(each, (_, v) => (typeof v === "number" ? Number(v.toFixed(4)) : v))),
      );
    const close = (a: unknown, b: unknown, what: string) => {
      const [x, y] = [a, b].map((each) => (each as number[][]).flat(3) as number[]) as [number[], number[]];
      assert.ok(
        x.length === y.length && x.every((v, i) => Math.abs(v - (y[i] as number)) < 1e-4),
        `${what} ${near(a, b)}`,
      );
    };
    close(said.values, values, "values");
    close(said.base_values, base, "base values");
    close(said.predictions, predictions, "predictions");
    const sizes = said.features.map((_, i) => mean(values.map((row) => sum((row[i] ?? []).map(Math.abs)))));
    const order = [...sizes.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
    assert.deepEqual(
      said.ranking.map(({ feature }) => feature),
      order.map((i) => said.features[i]),
    );
    assert.ok(Math.abs((said.ranking[0]?.mean_abs ?? 0) - Math.max(...sizes)) < 1e-4);
  });

  it("go into a parquet file, a column a feature, that pandas reads", async () => {
    const one = find("ridge behind a scaler");
    const two = find("ridge of two targets");
    for (const [{ folder, values, base }, columns] of [
      [one, [...(one.values[0]?.keys() ?? [])].map((i) => `f${i}`)],
      [two, [...(two.values[0]?.keys() ?? [])].flatMap((i) => [`f${i}::prediction_0`, `f${i}::prediction_1`])],
    ] as const) {
      const { code, err } = await explain(folder, "--output", "shap.parquet");
      assert.equal(code, 0, err);
      const read = await peer.call<{ columns: string[]; values: number[][] }>("explainModels", "parquet", {
        path: join(folder, "shap.parquet"),
      });
      const bases = base.length === 1 ? ["base_value"] : base.map((_, k) => `base_value::prediction_${k}`);
      assert.deepEqual(read.columns, [...columns, ...bases]);
      for (const [row, cells] of read.values.entries())
        for (const [i, cell] of [...(values[row] ?? []).flat(), ...base].entries())
          assert.ok(Math.abs(cell - (cells[i] as number)) < 1e-3, `${row} ${i}: ${cells[i]} instead of ${cell}`);
    }
  });

  it("repeat: the same command says the same, and rows are those that were asked for", async () => {
    const { folder } = find("net of 20 features");
    const first = await explain(folder, "--json");
    assert.equal(first.out, (await explain(folder, "--json")).out);
    const some = JSON.parse((await explain(folder, "--json", "--rows", "1..3")).out) as Explanation;
    assert.deepEqual(some.predictions, (JSON.parse(first.out) as Explanation).predictions.slice(1, 3));
  });

  it("of segments and against another table", async () => {
    const { folder, values } = find("text and numbers by name");
    const cohorts = await explain(folder, "--segment", "city", "--json");
    assert.equal(cohorts.code, 0, cohorts.err);
    const parts = (JSON.parse(cohorts.out) as { cohorts: { name: string; rows: number; mean: number[] }[] }).cohorts;
    assert.equal(sum(parts.map(({ rows }) => rows)), values.length);
    const all = sum(parts.map(({ rows, mean: means }) => rows * (means[0] as number)));
    assert.ok(Math.abs(all - sum(values.map((row) => row[0]?.[0] as number))) < 1e-3);
    const drift = await explain(folder, "--reference", "data.parquet", "--json");
    assert.equal((JSON.parse(drift.out) as { distance: number }).distance, 0);
  });

  it("are refused in one line that names what is wrong", async () => {
    const { folder } = find("net");
    const bad = join(peer.home, "bad");
    mkdirSync(bad);
    const put = (name: string, text: string | Buffer) => {
      writeFileSync(join(bad, name), text);
      return join(bad, name);
    };
    const six = "f0,f1,f2,f3,f4,f5";
    const named = find("text and numbers by name").folder;
    const model = join(folder, "model.onnx");
    const data = put("good.csv", `${six}\n1,2,3,4,5,6\n2,3,4,5,6,7\n`);
    const broken = readFileSync(model).subarray(0, 300);
    for (const [args, pattern] of [
      [["--model", model, "--data", put("few.csv", "f0,f1\n1,2\n")], /few\.csv: expected 6 columns, got 2 \(f0, f1\)/],
      [
        ["--model", join(named, "model.onnx"), "--data", data],
        /good\.csv: column 'age', which the model takes, is missing/,
      ],
      [["--model", model, "--data", put("empty.csv", "")], /empty\.csv.*empty/],
      [["--model", model, "--data", put("none.csv", `${six}\n`)], /none\.csv: has no rows/],
      [
        ["--model", model, "--data", put("text.csv", `${six}\n1,2,abc,4,5,6\n`)],
        /text\.csv: column 'f2' holds text \('abc' in row 1\)/,
      ],
      [["--model", put("no.onnx", "this is no model at all"), "--data", data], /no\.onnx: /],
      [["--model", put("cut.onnx", broken), "--data", data], /cut\.onnx: /],
      [["--model", join(bad, "gone.onnx"), "--data", data], /gone\.onnx/],
      [["--model", model, "--data", join(bad, "gone.csv")], /gone\.csv/],
      [["--model", model, "--data", data, "--method", "interventional"], /is more than trees/],
      [["--model", model, "--data", data, "--method", "linear"], /is no linear model/],
      [["--model", model, "--data", data, "--method", "magic"], /'magic' is none of auto/],
      [["--model", model, "--data", data, "--rows", "5..9"], /has 2 rows/],
      [
        ["--model", model, "--data", data, "--background", put("far.csv", "a,b\n1,2\n")],
        /far\.csv: there is no column 'f0'/,
      ],
      [["--model", model, "--data", data, "--output", "x.csv"], /x\.csv is not \.parquet/],
      [["--data", data], /which model/],
    ] as const) {
      const { code, out, err } = await tidemark(bad, "explain", ...args, "--json");
      assert.match(err, pattern);
      assert.deepEqual([code, out, err.trim().split("\n").length], [2, "", 1], `${args.join(" ")}: ${err}`);
    }
  });
});

function sums(values: ArrayLike<number>, base: Float64Array, rows: number): number[] {
  const outputs = base.length;
  const width = values.length / rows / outputs;
  return Array.from({ length: rows * outputs }, (_, i) => {
    const [row, k] = [Math.floor(i / outputs), i % outputs];
    let all = base[k] as number;
    for (let feature = 0; feature < width; feature++) all += values[(row * width + feature) * outputs + k] as number;
    return all;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
