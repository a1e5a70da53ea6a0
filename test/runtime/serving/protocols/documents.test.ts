import assert from "node:assert/strict";
import { v1Model, v2Model } from "../../../../src/runtime/serving/protocols/documents/metadata";
import { openApi } from "../../../../src/runtime/serving/protocols/documents/openapi";
import { tryItPage } from "../../../../src/runtime/serving/protocols/documents/tryItPage";
import { predictProtocol } from "../../../../src/runtime/serving/protocols/predict";
import type { Read } from "../../../../src/runtime/serving/protocols/protocol";
import { any, classifier, column, doubles, input, model, named } from "./models";

const options = { name: "churn", url: "http://127.0.0.1:1", needsKey: false, example: undefined };
const signed = {
  ...named,
  columns: [column("age", "double", false), column("visits", "long"), column("city", "string")],
};

interface Document {
  readonly paths: Readonly<Record<string, { post: { requestBody: { content: Readonly<Record<string, unknown>> } } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

function documentOf(facts: Parameters<typeof openApi>[0]): Document {
  return openApi(facts, options) as unknown as Document;
}

describe("the OpenAPI document of a model", () => {
  it("names its fields, their types, and which may be missing", () => {
    const { Row } = documentOf(signed).components.schemas;
    const [byName] = (Row as { oneOf: unknown[] }).oneOf;
    assert.deepEqual(byName, {
      type: "object",
      properties: {
        age: { title: "age", type: ["number", "null"], description: "double" },
        visits: { title: "visits", type: "integer", description: "long" },
        city: { title: "city", type: "string", description: "string" },
      },
      required: ["visits", "city"],
      additionalProperties: false,
    });
  });

  it("says how many values a row without names has", () => {
    const { Row } = documentOf(model()).components.schemas;
    const { minItems, maxItems } = Row as { minItems: number; maxItems: number };
    assert.deepEqual([minItems, maxItems], [4, 4]);
  });

  it("has examples that the model takes", () => {
    const image = model({ inputs: [input("pixels", "float32", [any, 2, 2])] });
    const wide = model({ inputs: [input("X", "float32", [any, 784])] });
    const lists = model({ inputs: [input("ids", "int64", [any, any]), input("scale", "float32", [any, 1])] });
    for (const facts of [model(), classifier, named, signed, image, wide, lists, model({ columns: doubles })]) {
      const json = documentOf(facts).paths["/predict"]?.post.requestBody.content["application/json"];
      const { one, many } = (json as { examples: Record<string, { value: unknown }> }).examples;
      for (const example of [one, many]) {
        const read = predictProtocol.read(Buffer.from(JSON.stringify(example?.value)), {}) as Read;
        assert.equal(predictProtocol.ask(read, facts).rows, 1);
      }
    }
  });

  it("says whose each probability is", () => {
    const { schemas } = documentOf({ ...classifier, classes: ["no", "yes"] }).components;
    const { Prediction, InferResponse } = schemas as Record<string, unknown>;
    for (const each of [Prediction, InferResponse])
      assert.match(JSON.stringify(each), /In the order of the classes: no, yes/);
  });

  it("names the endpoint in its paths", () => {
    const { paths } = openApi(model(), { ...options, name: "a b" }) as unknown as Document;
    assert.ok("/v2/models/a%20b/infer" in paths);
  });
});

describe("the page to try a model", () => {
  const hostile = `</script><img src=x onerror="alert(1)">'`;

  it("keeps hostile names text", () => {
    const facts = model({ version: hostile, columns: [column(hostile, "double"), ...doubles.slice(1)] });
    const { body } = tryItPage(facts, { ...options, name: hostile, nonce: "n1" });
    const page = String(body);
    assert.ok(!page.includes("<img"), "no element of a name");
    assert.equal(page.match(/<\/script>/g)?.length, 2, "two scripts end, each once");
    const data = /<script type="application\/json" id="model">(.*)<\/script>/.exec(page)?.[1] ?? "";
    const { fields } = JSON.parse(data) as { fields: { name: string }[] };
    assert.equal(fields[0]?.name, hostile);
  });

  it("runs nothing but its own script, and shows nothing from elsewhere", () => {
    const { headers, body } = tryItPage(model(), { ...options, nonce: "n1" });
    const policy = headers["content-security-policy"] ?? "";
    assert.ok(policy.startsWith("default-src 'none'; script-src 'nonce-n1'; style-src 'nonce-n1'; connect-src 'self'"));
    assert.ok(!/unsafe|\*/.test(policy));
    const page = String(body);
    assert.ok(!/ on[a-z]+=| style=|https?:\/\//.test(page), "no handler, no style, no address in its elements");
  });

  it("has a script that is one", () => {
    const script = /<script nonce="n1">([\s\S]*)<\/script>/.exec(
      String(tryItPage(model(), { ...options, nonce: "n1" }).body),
    );
    assert.doesNotThrow(() => new Function(script?.[1] ?? ")"));
  });
});

describe("what Open Inference and V1 say of a model", () => {
  it("has -1 where any size goes, and the classes beside the probabilities", () => {
    assert.deepEqual(v2Model(classifier, ["3"]), {
      name: "churn",
      versions: ["3"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "X", datatype: "FP32", shape: [-1, 4] }],
      outputs: [
        { name: "output_label", datatype: "INT64", shape: [-1] },
        { name: "output_probability", datatype: "FP32", shape: [-1, 2], parameters: { classes: [0, 1] } },
      ],
    });
  });

  it("says in both ways of V1 whether it is ready", () => {
    const { name, ready, model_version_status: states } = v1Model("churn", ["3"], true);
    assert.deepEqual([name, ready, states[0]?.version, states[0]?.state], ["churn", true, "3", "AVAILABLE"]);
  });
});
