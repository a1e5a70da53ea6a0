import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ModelFacts } from "../../../../src/runtime/serving/modelFacts";
import { mlflowProtocol } from "../../../../src/runtime/serving/protocols/mlflow";
import type { Ask } from "../../../../src/runtime/serving/protocols/protocol";
import { Refusal } from "../../../../src/runtime/serving/refusal";
import type { Tensor } from "../../../../src/runtime/serving/tensors";
import { cli } from "../../../cli/tidemark";
import { classifier, column, doubles, model, named } from "./models";

interface Case {
  readonly model: string;
  readonly name: string;
  readonly content_type: string;
  readonly text?: string;
  readonly base64?: string;
  readonly fed: Readonly<
    Record<string, { readonly dtype: string; readonly shape: number[]; readonly data: string[] }>
  > | null;
  readonly status: number;
  readonly answered: string;
  readonly answer: unknown;
}

const models: Readonly<Record<string, ModelFacts>> = {
  classifier,
  "classifier-columns": { ...classifier, columns: doubles },
  regressor: model(),
  "regressor-columns": model({ columns: doubles }),
  "regressor-unsigned": model(),
  named,
  "named-columns": {
    ...named,
    columns: [column("age", "double", false), column("visits", "long"), column("city", "string")],
  },
};

const row = ["0.5", "-1.25", "2", "0.1"];
const both = [...row, "1", "2", "3", "4"];
const people = { age: ["31.5", "20"], visits: ["4", "9007199254740993"], city: ["Zürich", "東京"] };

interface Difference {
  readonly models: RegExp;
  readonly cases: RegExp;
  readonly because: string;
  /** What the model gets instead of MLflow's refusal; or nothing, where MLflow takes what we refuse. */
  readonly fed?: Readonly<Record<string, readonly string[]>>;
}

/** Where we differ from MLflow. */
const differences: readonly Difference[] = [
  ...["instances of objects", "inputs of columns", "csv", "parquet"].map((name) => ({
    models: /^(classifier|regressor)(-unsigned)?$/,
    cases: new RegExp(`^${name}$`),
    because: "a table's columns may be called anything, whatever form they come in",
    fed: { X: both },
  })),
  {
    models: /^(classifier|regressor)$/,
    cases: /^csv with a charset$/,
    because: "a table's columns may be called anything, whatever form they come in",
    fed: { X: row },
  },
  {
    models: /-columns$/,
    cases: /^(instances|inputs|split without columns)$/,
    because: "rows without names are in the order of the signature",
    fed: { X: both },
  },
  {
    models: /-columns$/,
    cases: /^(with params|with other keys|params that are no object)$/,
    because: "rows without names are in the order of the signature",
    fed: { X: row },
  },
  { models: /-columns$/, cases: /^parquet$/, because: "a whole column is a column of numbers", fed: { X: both } },
  {
    models: /-columns$|-unsigned$/,
    cases: /^bool( in a frame)?$/,
    because: "true is 1 to a model of numbers, as it is to NumPy",
    fed: { X: ["1", "0", "1", "2"] },
  },
  {
    models: /-columns$|-unsigned$/,
    cases: /^text of a number( in a frame)?$/,
    because: "a number may be written as text, as MLflow has it for a tensor",
    fed: { X: ["1.5", "2", "3", "4"] },
  },
  {
    models: /-unsigned$/,
    cases: /^missing and extra$/,
    because: "MLflow feeds whole numbers as int64 to a model of floats",
    fed: { X: ["1", "2", "3", "4"] },
  },
  {
    models: /^named/,
    cases:
      /^(records|instances of objects|split in another order|inputs of columns( of one)?|instances of columns of one)$/,
    because: "MLflow feeds a column without its second dimension, or refuses one that has it",
    fed: people,
  },
  {
    models: /^named/,
    cases: /^csv$/,
    because: "MLflow feeds a column without its second dimension",
    fed: { ...people, visits: ["4", "5"], city: ["Zürich, CH", "東京"] },
  },
  {
    models: /^named-columns$/,
    cases: /^(without|null in) the optional$/,
    because: "what is optional may be missing",
    fed: { age: ["NaN"], visits: ["4"], city: ["Bern"] },
  },
  {
    models: /^named/,
    cases: /^a (whole fraction|plain list)$/,
    because: "2.0 is a whole number, and rows may be lists",
    fed: { age: ["1"], visits: ["2"], city: ["Bern"] },
  },
  { models: /./, cases: /^split ragged$/, because: "a short row is a mistake, not a missing value" },
  { models: /./, cases: /^(null( in a frame)?|NaN|csv with a gap)$/, because: "nothing says that it may be missing" },
  { models: /-columns$/, cases: /^split too wide$/, because: "a column that the model does not know is a mistake" },
  { models: /-columns$/, cases: /^empty split$/, because: "there is nothing to predict" },
];

const recorded = resolve(__dirname, "../../../../../test/fixtures/serving/mlflow.json");
const { cases } = JSON.parse(readFileSync(recorded, "utf8")) as { readonly cases: readonly Case[] };

async function ask({ content_type, text, base64 }: Case, facts: ModelFacts): Promise<Ask | Refusal> {
  try {
    const body = text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text);
    return mlflowProtocol.ask(await mlflowProtocol.read(body, { "content-type": content_type }), facts);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

type Fed = Readonly<Record<string, readonly string[]>>;

function fedTo({ inputs }: Ask, facts: ModelFacts): Fed {
  return Object.fromEntries(
    inputs.map(({ data }, i) => [facts.inputs[i]?.name, Array.from(data as Iterable<unknown>, String)]),
  );
}

/** In the type of the input: Python and we write the same number in two ways. */
function typed(fed: Fed, facts: ModelFacts): Fed {
  const isFloat = (name: string) => facts.inputs.some((each) => each.name === name && each.type === "float32");
  return Object.fromEntries(
    Object.entries(fed).map(([name, values]) => [
      name,
      isFloat(name) ? values.map((each) => String(Math.fround(Number(each)))) : values,
    ]),
  );
}

describe("MLflow's scoring protocol, against what its own server made of the same requests", () => {
  // as beside the bundle
  before(() => {
    for (const each of ["parquetFrames.js", "parquet_wasm_bg.wasm"])
      copyFileSync(join(dirname(cli), each), join(__dirname, each));
  });

  for (const each of cases) {
    const facts = models[each.model] as ModelFacts;
    const otherwise = differences.find((one) => one.models.test(each.model) && one.cases.test(each.name));
    const peer =
      each.status === 200 && each.fed
        ? Object.fromEntries(Object.entries(each.fed).map(([name, { data }]) => [name, data]))
        : undefined;
    it(`${each.model}: ${each.name}${otherwise ? ` (${otherwise.because})` : ""}`, async () => {
      const ours = await ask(each, facts);
      const expected = otherwise ? otherwise.fed : peer;
      if (expected) {
        assert.ok(!(ours instanceof Refusal), `it was refused: ${ours instanceof Refusal ? ours.message : ""}`);
        assert.deepEqual(typed(fedTo(ours, facts), facts), typed(expected, facts));
        return;
      }
      assert.ok(ours instanceof Refusal, "it was taken");
      const { status, headers, body } = mlflowProtocol.refuse(ours, { requestId: "r" });
      if (otherwise) assert.equal(status, 400);
      else {
        assert.deepEqual([status, headers["content-type"]], [each.status, each.answered]);
        if (status === 415) assert.ok(String(each.answer).startsWith(String(body)), String(body));
        else {
          const said = JSON.parse(String(body)) as Record<string, unknown>;
          assert.deepEqual(Object.keys(said).sort(), ["error_class", "error_code", "message", "sqlstate"]);
        }
      }
    });
  }

  it("leaves out the index that pandas writes before the columns of a CSV", async () => {
    const text = ",a,b,c,d\n0,0.5,-1.25,2,0.1\n";
    const read = await mlflowProtocol.read(Buffer.from(text), { "content-type": "text/csv" });
    assert.deepEqual(typed(fedTo(mlflowProtocol.ask(read, model()), model()), model()), typed({ X: row }, model()));
  });

  it("takes the NaN of MLflow's client for a gap, where the signature has gaps, and for nothing else", async () => {
    const facts = models["named-columns"] as ModelFacts;
    const given = (values: string) => {
      const text = `{"dataframe_split": {"columns": ["age", "visits", "city"], "data": [${values}]}}`;
      const body = { content_type: "application/json", text };
      return ask({ ...body, model: "", name: "", fed: null, status: 0, answered: "", answer: undefined }, facts);
    };
    const refused = async (values: string) => ((await given(values)) as Refusal).message;
    const taken = (await given('[NaN, 4, "Bern"]')) as Ask;
    assert.deepEqual(fedTo(taken, facts), { age: ["NaN"], visits: ["4"], city: ["Bern"] });
    assert.equal(await refused('[1, NaN, "Bern"]'), "dataframe_split.data[0].visits: expected a number, got NaN");
    assert.equal(await refused("[1, 4, NaN]"), "dataframe_split.data[0].city: expected text, got NaN");
    assert.match(await refused('[Infinity, 4, "Bern"]'), /Infinity at byte \d+; JSON has no such number/);
  });

  it("has every difference in use", () => {
    const unused = differences.filter(
      (one) => !cases.some(({ model: of, name }) => one.models.test(of) && one.cases.test(name)),
    );
    assert.deepEqual(unused, []);
  });
});

describe("an answer of MLflow's", () => {
  const about = { requestId: "r1" };

  function answered(facts: ModelFacts, outputs: readonly Tensor[]): unknown {
    const { body } = mlflowProtocol.answer({ inputs: [], rows: 2, form: undefined }, outputs, {
      model: facts,
      ...about,
    });
    return JSON.parse(String(body));
  }

  it("has a ZipMap's output as it was, and numbers that read back as the same", () => {
    const peer = cases.find(({ model: of, name }) => of === "classifier" && name === "instances")?.answer as {
      predictions: { output_label: number[]; output_probability: Record<string, number>[] };
    };
    const { output_label: labels, output_probability: maps } = peer.predictions;
    const ours = answered(classifier, [
      { type: "int64", dims: [2], data: BigInt64Array.from(labels, BigInt) },
      { type: "float32", dims: [2, 2], data: Float32Array.from(maps.flatMap((map) => Object.values(map))) },
    ]) as typeof peer;
    assert.deepEqual(ours.predictions.output_label, labels);
    const rounded = ours.predictions.output_probability.map((map) =>
      Object.fromEntries(Object.entries(map).map(([label, value]) => [label, Math.fround(value)])),
    );
    assert.deepEqual(rounded, maps);
  });

  it("keeps the dimensions of a tensor", () => {
    const ours = answered(named, [
      { type: "float32", dims: [2, 1], data: Float32Array.of(35.5, Number.NaN) },
      { type: "string", dims: [2, 1], data: ["Zürich", 'a "b"\n'] },
    ]);
    const expected = { predictions: { score: [[35.5], [null]], place: [["Zürich"], ['a "b"\n']] } };
    assert.deepEqual(ours, expected);
  });
});
