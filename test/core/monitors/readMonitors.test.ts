import assert from "node:assert/strict";
import { readMonitors } from "../../../src/core/monitors/readMonitors";

const faults = (text: string) => readMonitors(text).findings.map(({ line, message }) => `${line}: ${message}`);

describe("monitors: of tidemark.yaml", () => {
  it("reads all that a monitor can say", () => {
    const { monitors, findings } = readMonitors(`
monitors:
  churn:
    deployment: churn
    reference: training
    window: 24h
    kind: tumbling
    every: 30m
    columns: [age, income]
    tests: {num: ks, income: psi}
    threshold: {income: 0.2}
    segment: country
    validation: expectations/live.json
    quality: {actual: churned, metrics: {accuracy: {min: 0.9}}}
    health: {p95-ms: {max: 50}, error-rate: {max: 0.02}}
    alert: {drifted: 4, after: 2, repeat-after: 6h, webhook: env:HOOK, command: ./page.sh, editor: false}
`);
    assert.deepEqual(findings, []);
    assert.deepEqual(JSON.parse(JSON.stringify(monitors)), [
      {
        name: "churn",
        target: { kind: "deployment", name: "churn" },
        reference: "training",
        window: { kind: "time", ms: 86_400_000 },
        isTumbling: true,
        when: { kind: "every", ms: 1_800_000 },
        columns: ["age", "income"],
        tests: { of: { num: "ks" }, columns: { income: "psi" }, thresholds: { income: 0.2 } },
        driftShare: 0.5,
        segment: "country",
        validation: "expectations/live.json",
        quality: { actual: "churned", metrics: [["accuracy", { min: 0.9 }]] },
        health: [
          ["p95-ms", { max: 50 }],
          ["error-rate", { max: 0.02 }],
        ],
        alert: {
          drifted: 4,
          after: 2,
          repeatAfter: 21_600_000,
          editor: false,
          webhook: "env:HOOK",
          command: "./page.sh",
        },
      },
    ]);
  });

  it("takes the last rows of a table, one test for all and a schedule", () => {
    const [monitor] = readMonitors(
      "monitors:\n  raw: {data: data/raw.csv, reference: data/raw.csv@HEAD, window: 1000 rows, tests: psi, threshold: 0.3, schedule: 0 3 * * *, timezone: UTC}",
    ).monitors;
    assert.deepEqual(monitor?.window, { kind: "rows", rows: 1000 });
    assert.deepEqual(monitor?.tests, {
      of: { num: "psi", cat: "psi", text: "psi" },
      columns: {},
      threshold: 0.3,
      thresholds: {},
    });
    assert.equal(monitor?.when.kind, "cron");
  });

  it("names the line of what is wrong, and goes on with the other monitors", () => {
    const text = `registry: {serve: any}
monitors:
  good: {data: a.csv, reference: b.csv}
  slip:
    data: a.csv
    refrence: b.csv
  when:
    data: a.csv
    reference: b.csv
    every: often
  empty: {deployment: churn}
  both: {deployment: churn, data: a.csv, reference: b.csv}
`;
    assert.deepEqual(
      readMonitors(text).monitors.map(({ name }) => name),
      ["good"],
    );
    assert.deepEqual(faults(text), [
      "6: monitors.slip: unknown key 'refrence'. Did you mean 'reference'?",
      "10: monitors.when.every: expected a time as 30s, 10m, 24h or 7d, got 'often'",
      "11: monitors.empty: watches nothing: give it a reference, a validation, quality or health",
      "12: monitors.both: expected exactly one of deployment, data",
    ]);
  });

  const bad: readonly (readonly [string, string])[] = [
    [
      "{data: a.csv, reference: b, window: 24h}",
      "monitors.m.window: a table is looked at as a whole, or its last rows (1000 rows): it has no time",
    ],
    [
      "{data: a.csv, reference: b, every: 1m, schedule: 0 3 * * *}",
      "monitors.m.schedule: either every or schedule, not both",
    ],
    ["{data: a.csv, reference: training}", "monitors.m.reference: only a deployment has a model that was trained"],
    ["{data: a.csv, validation: s.json, tests: ks}", "monitors.m.tests: goes with reference, which is missing"],
    [
      "{data: a.csv, reference: b, tests: kss}",
      "monitors.m.tests: expected one of ks, chisquare, z, wasserstein, jensenshannon, psi, kl_div, hellinger, t_test, mannw, ed, cramer_von_mises, anderson, es, g_test, fisher_exact, TVD, empirical_mmd, abs_text_content_drift, perc_text_content_drift, got 'kss'. Did you mean 'ks'?",
    ],
    [
      "{data: a.csv, reference: b, alert: {webhook: ftp://x}}",
      "monitors.m.alert.webhook: expected an address as https://… or the variable that holds it as env:NAME, got 'ftp://x'",
    ],
    ["{data: a.csv, reference: b, drift-share: 2}", "monitors.m.drift-share: expected a share from 0 to 1, got '2'"],
    [
      "{data: a.csv, quality: {actual: y, metrics: {accuracy: {min: 0.9}}}}",
      "monitors.m.quality: of a table the key 'prediction' is needed: the column with what was predicted",
    ],
    [
      "{deployment: d, health: {p95: {max: 3}}}",
      "monitors.m.health: unknown key 'p95'. Expected p50-ms, p95-ms, p99-ms, error-rate, requests, memory-mb, queue, disk-free-gb.",
    ],
  ];
  for (const [written, says] of bad)
    it(`refuses ${written}`, () => {
      assert.deepEqual(faults(`monitors:\n  m: ${written}\n`), [`2: ${says}`]);
    });

  it("says what is no YAML, and what is no monitors", () => {
    assert.match(faults("monitors:\n  a: [1\n")[0] ?? "", /^2: /);
    assert.deepEqual(faults("monitors: 3"), ["1: monitors: expected names with what each of them watches below"]);
    assert.deepEqual(readMonitors("monitors:\n"), { monitors: [], findings: [] });
    assert.deepEqual(readMonitors(""), { monitors: [], findings: [] });
  });
});
