import assert from "node:assert/strict";
import { firstError, readDeploymentFile } from "../../../src/core/rollout/deploymentFile";
import { deploymentJsonSchema } from "../../../src/core/rollout/deploymentSchema";
import { deploymentOf, fileOf } from "./files";

const promised = `    apiVersion: tidemark/v1
    kind: Deployment
    metadata: {name: churn}
    spec:
      variants:
        - {name: stable, model: "models:/churn/1"}
        - {name: canary, model: "models:/churn/2"}
      strategy:                       # exactly one of
        canary: {stable: stable, canary: canary, steps: [{setWeight: 10}, {pause: {duration: 10m}}, {setWeight: 50}, {pause: {}}]}
      sticky: {header: x-user-id, field: user_id, salt: churn}      # salt defaults to the name
      analysis:
        interval: 30s
        failureLimit: 1
        minRequests: 100
        metrics:
          - {name: error-rate, thresholdRange: {max: 0.02}}
          - {name: latency-p99-ms, thresholdRange: {max: 60}}
`;

const ab = "ab: {weights: {champion: 50, challenger: 50}}";
const pair = ["champion", "challenger"];

/** The first error as the command line says it. */
function errorOf(text: string): string | undefined {
  return firstError(readDeploymentFile(text).findings, "d.yaml");
}

describe("A deployment file", () => {
  it("is read as it was promised", () => {
    const { deployment, findings } = readDeploymentFile(promised);
    assert.deepEqual(findings, []);
    assert.deepEqual(deployment?.strategy, {
      kind: "canary",
      stable: "stable",
      canary: "canary",
      steps: [
        { kind: "setWeight", weight: 10 },
        { kind: "pause", duration: 600_000 },
        { kind: "setWeight", weight: 50 },
        { kind: "pause", duration: undefined },
      ],
    });
    assert.deepEqual(deployment?.analysis, {
      interval: 30_000,
      failureLimit: 1,
      minRequests: 100,
      metrics: [
        { metric: { kind: "error-rate" }, threshold: { max: 0.02 }, ratio: undefined },
        {
          metric: { kind: "latency", quantile: 0.99, name: "latency-p99-ms" },
          threshold: { max: 60 },
          ratio: undefined,
        },
      ],
    });
  });

  it("says the rest itself: sticky by x-user-id, user_id and the name", () => {
    assert.deepEqual(deploymentOf(ab, "", pair).sticky, { header: "x-user-id", field: "user_id", salt: "churn" });
    assert.deepEqual(deploymentOf(ab, "  sticky: {header: X-Account}", pair).sticky, {
      header: "x-account",
      field: "user_id",
      salt: "churn",
    });
  });

  it("takes the other strategies", () => {
    assert.deepEqual(deploymentOf("shadow: {active: stable, mirror: canary}").strategy, {
      kind: "shadow",
      active: "stable",
      mirror: "canary",
      mirrorPercentage: 100,
    });
    assert.deepEqual(deploymentOf("blueGreen: {active: stable, preview: canary, autoPromotionSeconds: 1.5}").strategy, {
      kind: "blueGreen",
      active: "stable",
      preview: "canary",
      autoPromotionEnabled: false,
      autoPromotionAfter: 1500,
    });
  });

  it("keeps the weights in its order, whatever the variants are called", () => {
    const { strategy } = deploymentOf("ab: {weights: {2: 30, 1: 70}}", "", ["1", "2"]);
    assert.deepEqual(strategy, {
      kind: "ab",
      weights: [
        { variant: "2", weight: 30 },
        { variant: "1", weight: 70 },
      ],
    });
  });

  it("takes thirds for a whole", () => {
    const thirds = "ab: {weights: {a: 33.3333333, b: 33.3333333, c: 33.3333334}}";
    assert.ok(deploymentOf(thirds, "", ["a", "b", "c"]));
  });

  it("says of which outcomes less is better", () => {
    assert.deepEqual(deploymentOf(ab, "  lowerIsBetter: [returns, 5]", pair).lowerIsBetter, ["returns", "5"]);
    assert.deepEqual(deploymentOf(ab, "", pair).lowerIsBetter, []);
  });

  it("says which predictions are kept, and what of them is not", () => {
    assert.equal(deploymentOf(ab, "", pair).logging, undefined);
    assert.deepEqual(deploymentOf(ab, "  logging: {predictions: 12.5, redact: [age, 2]}", pair).logging, {
      predictions: 12.5,
      redact: ["age", "2"],
    });
    assert.deepEqual(deploymentOf(ab, "  logging: {predictions: 100}", pair).logging, { predictions: 100, redact: [] });
    for (const [written, says] of [
      ["{predictions: 101}", "spec.logging.predictions: expected a percentage from 0 to 100, got '101'"],
      ["{redact: [age]}", "spec.logging: the key 'predictions' is missing"],
      ["{predictions: 1, redacted: [age]}", "spec.logging: unknown key 'redacted'. Did you mean 'redact'?"],
    ] as const)
      assert.ok(errorOf(fileOf(ab, `  logging: ${written}`, pair))?.includes(says), written);
  });

  it("takes rules by header and field, and gates on outcomes", () => {
    const more = `  routing:
    - {match: {headers: {X-Beta: {exact: true}}, fields: {country: {oneOf: [DE, 49]}}}, variant: canary}
  analysis:
    metrics:
      - {feedback: revenue, minOutcomes: 50, ratioToStable: {min: 0.95}}`;
    const { routing, analysis } = deploymentOf("shadow: {active: stable, mirror: canary}", more);
    assert.deepEqual(routing, [
      {
        variant: "canary",
        conditions: [
          { of: "header", name: "x-beta", test: { kind: "exact", value: "true" } },
          { of: "field", name: "country", test: { kind: "oneOf", values: ["DE", "49"] } },
        ],
      },
    ]);
    assert.deepEqual(analysis, {
      interval: 30_000,
      failureLimit: 1,
      minRequests: 100,
      metrics: [
        { metric: { kind: "feedback", name: "revenue", minOutcomes: 50 }, threshold: undefined, ratio: { min: 0.95 } },
      ],
    });
  });

  const models: Readonly<Record<string, string>> = {
    "models:/churn/3": "registry",
    "models:/churn@champion": "registry",
    "runs:/0123abcd/model": "run",
    "models/churn.onnx": "file",
    "../churn v2.onnx": "file",
    "/srv/churn.onnx": "file",
    "C:\\\\models\\\\churn.onnx": "file",
  };
  for (const [model, from] of Object.entries(models))
    it(`takes ${model} for a model from a ${from}`, () => {
      const { deployment } = readDeploymentFile(promised.replace("models:/churn/2", model));
      assert.equal(deployment?.variants[1]?.model.from, from);
    });

  /** What is written instead of what, and what the line says. */
  const faults: readonly (readonly [instead: string, of: string, said: RegExp])[] = [
    [
      "apiVersion: tidemark/v2",
      "apiVersion: tidemark/v1",
      /^d.yaml:1:17: apiVersion: expected tidemark\/v1, got 'tidemark\/v2'/,
    ],
    ["kind: Service", "kind: Deployment", /^d.yaml:2:11: kind: expected Deployment, got 'Service'$/],
    ["metadata: {}", "metadata: {name: churn}", /^d.yaml:3:15: metadata: the key 'name' is missing$/],
    ["name: a/b", "name: churn", /^d.yaml:3:22: metadata.name: expected a name of letters/],
    ["name: constructor", "name: canary", /^d.yaml:7:18: spec.variants\[1\].name: expected a name of letters/],
    [
      "wieght: 1, setWeight: 50",
      "setWeight: 50",
      /^d.yaml:9:\d+: spec.strategy.canary.steps\[2\]: unknown key 'wieght'/,
    ],
    ["setWieght: 50", "setWeight: 50", /unknown key 'setWieght'. Did you mean 'setWeight'\?$/],
    ["analysys:", "analysis:", /^d.yaml:11:7: spec: unknown key 'analysys'. Did you mean 'analysis'\?$/],
    ["setWeight: -5", "setWeight: 50", /steps\[2\].setWeight: expected a percentage from 0 to 100, got '-5'$/],
    ["setWeight: ten", "setWeight: 50", /steps\[2\].setWeight: expected a percentage from 0 to 100, got 'ten'$/],
    ["setWeight: 50, pause: {}", "setWeight: 50", /steps\[2\]: expected exactly one of setWeight, pause$/],
    ["duration: 10", "duration: 10m", /pause.duration: expected a duration as 500ms, 30s, 10m or 1h, got '10'$/],
    [`duration: ${"9".repeat(400)}h`, "duration: 10m", /pause.duration: expected a duration as 500ms, 30s, 10m or 1h/],
    ["pause:", "pause: {}", /steps\[3\].pause: expected keys \(duration\), got nothing$/],
    [
      "steps: []",
      "steps: [{setWeight: 10}, {pause: {duration: 10m}}, {setWeight: 50}, {pause: {}}]",
      /steps: expected at least 1 of them$/,
    ],
    [
      "canary: canry",
      "canary: canary",
      /^d.yaml:9:42: spec.strategy.canary.canary: no variant is named 'canry'. Did you mean 'canary'\?$/,
    ],
    ["canary: stable", "canary: canary", /'stable' cannot be both; name two variants$/],
    ["name: stable", "name: canary", /variants\[1\].name: 'stable' is the name of variant 1 already \(and 1 more\)$/],
    [
      "models:/churn",
      "models:/churn/2",
      /^d.yaml:7:33: spec.variants\[1\].model: expected models:\/NAME\/VERSION.*got 'models:\/churn'$/,
    ],
    ["runs:/abc", "models:/churn/2", /variants\[1\].model: expected .*got 'runs:\/abc'$/],
    ["https://x.org/m.onnx", "models:/churn/2", /variants\[1\].model: expected .*got 'https:/],
    [
      "name: eror-rate",
      "name: error-rate",
      /metrics\[0\].name: expected one of error-rate.*Did you mean 'error-rate'\?$/,
    ],
    ["name: revenue", "name: error-rate", /is written as feedback: NAME$/],
    ["name: error-rate, feedback: x", "name: error-rate", /metrics\[0\]: expected exactly one of name, feedback$/],
    [
      "{name: error-rate}",
      "{name: error-rate, thresholdRange: {max: 0.02}}",
      /error-rate has no limit: expected thresholdRange or ratioToStable$/,
    ],
    ["{max: 0.02, min: 1}", "{max: 0.02}", /metrics\[0\].thresholdRange: min 1 is above max 0.02$/],
    ["thresholdRange: {}", "thresholdRange: {max: 0.02}", /thresholdRange: expected at least one of min, max$/],
    ["minRequests: -1", "minRequests: 100", /minRequests: expected a whole number from 0, got '-1'$/],
    ["failureLimit: 1.5", "failureLimit: 1", /failureLimit: expected a whole number from 0, got '1.5'$/],
    ["interval: 0s", "interval: 30s", /^d.yaml:12:19: spec.analysis.interval: expected more than nothing$/],
    ["header: a b", "header: x-user-id", /sticky.header: expected the name of a header, got 'a b'$/],
    [
      "kind: Deployment\n    kind: Deployment",
      "kind: Deployment",
      /^d.yaml:3:5: no YAML: the key 'kind' stands twice$/,
    ],
    ["metadata: {name: churn", "metadata: {name: churn}", /^d.yaml:\d+:\d+: no YAML: /],
  ];
  for (const [instead, of, said] of faults)
    it(`with “${instead}” is refused, at its place`, () => {
      const text = promised.replace(of, () => instead);
      assert.notEqual(text, promised);
      assert.match(errorOf(text) ?? "nothing", said);
      assert.equal(readDeploymentFile(text).deployment, undefined);
    });

  const weights: readonly (readonly [string, RegExp])[] = [
    ["{champion: 50, challenger: 40}", /:9:19: spec.strategy.ab.weights: they add up to 90, not to 100$/],
    [
      "{champion: 110, challenger: -10}",
      /weights.champion: expected a percentage from 0 to 100, got '110' \(and 1 more\)$/,
    ],
    [
      "{champion: 50, chalenger: 50}",
      /:9:34: spec.strategy.ab.weights.chalenger: no variant is named 'chalenger'. Did you mean 'challenger'\?$/,
    ],
    ["{champion: 50, challenger: half}", /weights.challenger: expected a percentage/],
    ["{}", /weights: expected a weight for each variant, got none$/],
    ["[50, 50]", /weights: expected a weight for each variant, got a list$/],
  ];
  for (const [written, said] of weights)
    it(`with the weights ${written} is refused, and the line names the key`, () =>
      assert.match(errorOf(fileOf(`ab: {weights: ${written}}`, "", pair)) ?? "nothing", said));

  it("with two strategies or none is refused", () => {
    const two = "shadow: {active: stable, mirror: canary}\n    blueGreen: {active: stable, preview: canary}";
    assert.match(
      errorOf(fileOf(two)) ?? "",
      /:9:5: spec.strategy: expected exactly one of canary, ab, shadow, blueGreen$/,
    );
    assert.match(errorOf(fileOf("{}")) ?? "", /spec.strategy: expected exactly one of/);
  });

  it("with a variant that gets nothing is taken, with a warning", () => {
    const { deployment, findings } = readDeploymentFile(fileOf(ab, "", [...pair, "spare"]));
    assert.ok(deployment);
    assert.deepEqual(
      findings.map(({ severity, line, message }) => [severity, line, message]),
      [["warning", 8, "spec.variants[2].name: 'spare' gets no requests: neither the strategy nor a rule names it"]],
    );
  });

  it("shows an editor all faults, from where to where", () => {
    const { findings } = readDeploymentFile(promised.replace("setWeight: 50", "setWeight: 500").replace("60", "x"));
    assert.deepEqual(
      findings.map(({ line, column, end }) => [line, column, end.line, end.column]),
      [
        [9, 113, 9, 116],
        [17, 58, 17, 59],
      ],
    );
  });

  it("that is empty, a list, huge, made of names that grow or lead to themselves is refused in one line", () => {
    const bombs = ["", "# nothing", "- 1", "just text", "x".repeat(2_000_000), "a: &a [*a, *a]"];
    const levels = [
      "a: &a [1]",
      ...Array.from(
        { length: 12 },
        (_, i) => `k${i}: &${"bcdefghijklm"[i]} [${Array(9).fill(`*${"abcdefghijkl"[i]}`).join(", ")}]`,
      ),
    ];
    for (const text of [...bombs, levels.join("\n")]) assert.match(errorOf(text) ?? "", /^d.yaml:1:1: [^\n]{5,200}$/);
  });

  it("that is being typed has findings of one line, wherever the cursor stands", () => {
    for (let length = 0; length < promised.length; length += 5)
      for (const typed of ["", "[", "*a", "? ", "\u0000", "<<: "]) {
        const { deployment, findings } = readDeploymentFile(promised.slice(0, length) + typed);
        assert.ok(deployment || findings.length > 0);
        for (const { message, line, column } of findings)
          assert.match(`${line}:${column}: ${message}`, /^\d+:\d+: [^\n]+$/);
      }
  }).timeout(30_000);

  it("has a JSON Schema with every key and what it is for", () => {
    const schema = JSON.stringify(deploymentJsonSchema());
    for (const key of ["setWeight", "mirrorPercentage", "failureLimit", "ratioToStable", "prediction-drift-psi"])
      assert.ok(schema.includes(`"${key}"`), key);
    const properties = deploymentJsonSchema().properties as Record<string, { description?: string }>;
    assert.deepEqual(Object.keys(properties), ["apiVersion", "kind", "metadata", "spec"]);
    assert.ok(properties.metadata?.description);
  });
});
