import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { addNumber, createNumberSketch } from "../../../src/core/monitors/sketch/numberSketch";
import { createTraffic, trafficDoc } from "../../../src/core/monitors/sketch/traffic";
import type { LookTask } from "../../../src/runtime/monitoring/window/lookTask";
import { lookAtWindow } from "../../../src/runtime/monitoring/window/lookWork";
import { readOutcomes } from "../../../src/runtime/monitoring/window/readOutcomes";
import { readPredictions } from "../../../src/runtime/monitoring/window/readPredictions";
import { temporaryFolder } from "../kernel/temporary";

const start = Date.parse("2026-11-22T09:00:00Z");
const nothing = {
  columns: undefined,
  tests: { of: {}, columns: {}, threshold: undefined, thresholds: {} },
  driftShare: 0.5,
  segment: undefined,
  suite: undefined,
  quality: undefined,
} as const;

describe("a window of a table", () => {
  let folder = "";
  before(() => {
    folder = temporaryFolder();
  });
  const file = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return { name, path };
  };
  const csv = (name: string, head: string, line: (i: number) => string, rows = 400) =>
    file(name, `${head}\n${Array.from({ length: rows }, (_, i) => line(i)).join("\n")}\n`);
  const look = (
    reference: LookTask["reference"],
    current: { name: string; path: string },
    more: Partial<LookTask> = {},
  ) => lookAtWindow({ ...nothing, reference, current: { kind: "file", file: current, last: undefined }, ...more });

  it("tells what cannot be tested, and tests the rest", async () => {
    const reference = csv("good.csv", "a,empty,same,endless,day,many", (i) => `${i % 97},1,5,${i},x,${i}`);
    const current = csv(
      "odd.csv",
      "a,empty,same,endless,day,more",
      (i) => `${(i * 7) % 97},,5,${i % 3 === 0 ? "inf" : i},2026-11-${(i % 28) + 1},${i}`,
    );
    const { findings, faults, drift, scores } = await look(reference, current);
    assert.deepEqual(faults, []);
    assert.deepEqual(Object.keys(scores).sort(), ["a", "day", "endless", "same"]);
    assert.equal(findings.drift?.tested, 4);
    assert.deepEqual(drift?.report.skipped, {
      empty: "no values in the current table",
      more: "only in the current table",
      many: "only in the reference",
    });
  });

  it("looks at its last rows, if that is asked for", async () => {
    const reference = csv("old.csv", "a", (i) => String(i % 50));
    const current = csv("grown.csv", "a", (i) => String(i < 200 ? i % 50 : 1000 + i), 400);
    const whole = await lookAtWindow({ ...nothing, reference, current: { kind: "file", file: current, last: 200 } });
    assert.equal(whole.rows, 200);
    assert.equal(whole.findings.drift?.drifted, 1);
  });

  it("goes by the tests and thresholds that were asked for", async () => {
    const reference = csv("r.csv", "a,b,c", (i) => `${i % 50},${i % 40},${"xyz"[i % 3]}`);
    const current = csv("c.csv", "a,b,c", (i) => `${(i % 50) + 3},${(i % 40) + 3},${"xyzz"[i % 4]}`);
    const { drift } = await look(reference, current, {
      tests: {
        of: { num: "psi", cat: "ks" },
        columns: { b: "wasserstein" },
        threshold: undefined,
        thresholds: { b: 99 },
      },
    });
    const { a, b, c } = drift?.report.columns ?? {};
    assert.deepEqual([a?.test, b?.test, b?.threshold, b?.drift], ["psi", "wasserstein", 99, false]);
    assert.equal(c?.test, "chisquare"); // ks takes no categories
  });

  it("looks at each value of a segment by itself", async () => {
    const line = (north: number) => (i: number) => `${i % 2 ? "north" : "south"},${(i % 50) + (i % 2 ? north : 0)}`;
    const reference = csv("r.csv", "side,a", line(0));
    const { findings } = await look(reference, csv("c.csv", "side,a", line(40)), { segment: "side", columns: ["a"] });
    assert.deepEqual(findings.segments, { north: { drifted: 1, tested: 1 }, south: { drifted: 0, tested: 1 } });
  });

  it("without a column in common could test none, and says why", async () => {
    const { faults } = await look(csv("r.csv", "a", String), csv("c.csv", "b", String));
    assert.deepEqual(faults, ["no column could be tested: b is only in the current table"]);
  });

  it("without rows fails where a suite wants some, and is not known to be well where it says nothing of them", async () => {
    const suiteOf = (name: string, ...expectations: readonly object[]) =>
      file(name, JSON.stringify({ name: "s", expectations, meta: {} }));
    const rows = { type: "expect_table_row_count_to_be_between", kwargs: { min_value: 1 } };
    const any = { type: "expect_table_row_count_to_be_between", kwargs: { min_value: 0 } };
    const some = { type: "expect_column_values_to_not_be_null", kwargs: { column: "a" } };
    const none = file("none-yet.csv", "a\n");
    const found = async (suite: { name: string; path: string }) => {
      const { findings, faults } = await look(undefined, none, { suite });
      assert.deepEqual(faults, ["there are no rows in the window"]);
      return findings.validation;
    };
    assert.deepEqual(await found(suiteOf("rows.json", rows, some)), { failed: 1, evaluated: 1 });
    assert.equal(await found(suiteOf("columns.json", any, some)), undefined);
    assert.deepEqual(await found(suiteOf("any.json", any)), { failed: 0, evaluated: 1 });
  });

  const bad: readonly (readonly [string, () => ReturnType<typeof look>, RegExp])[] = [
    [
      "a reference that is gone",
      () => look({ name: "gone.csv", path: join(folder, "gone.csv") }, csv("x.csv", "a", String)),
      /^File 'gone\.csv' does not exist/,
    ],
    ["an empty reference", () => look(file("none.csv", ""), csv("x.csv", "a", String)), /^none\.csv: /],
    [
      "a reference without rows",
      () => look(file("head.csv", "a,b\n"), csv("x.csv", "a", String)),
      /^head\.csv: there are no rows in it/,
    ],
    [
      "a torn parquet",
      () => look(file("torn.parquet", Buffer.from("PAR1 and then nothing")), csv("x.csv", "a", String)),
      /^torn\.parquet: /,
    ],
    [
      "a column that is not there",
      () => look(csv("r.csv", "age", String), csv("x.csv", "age", String), { columns: ["agee"] }),
      /^column 'agee' is not in r\.csv.* Did you mean 'age'\?/,
    ],
    [
      "a segment that is not there",
      () => look(csv("r.csv", "age", String), csv("x.csv", "age", String), { segment: "land" }),
      /^segment: column 'land' is not in r\.csv/,
    ],
    [
      "a figure that is not there",
      () =>
        look(
          undefined,
          csv("q.csv", "y,p", (i) => `${i % 2},${i % 2}`),
          { quality: { actual: "y", prediction: "p", metrics: ["acuracy"] } },
        ),
      /there is no figure 'acuracy'\. Did you mean 'accuracy'\?/,
    ],
    [
      "a suite that is gone",
      () => look(undefined, csv("x.csv", "a", String), { suite: { name: "s.json", path: join(folder, "s.json") } }),
      /s\.json/,
    ],
  ];
  for (const [what, act, says] of bad)
    it(`with ${what} says so in one line`, async () => {
      const { faults } = await act();
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? "", says);
      assert.ok(!faults[0]?.includes("\n"));
    });

  it("measures quality", async () => {
    const scored = csv("scored.csv", "y,p", (i) => `${i % 2},${i % 10 === 0 ? 1 - (i % 2) : i % 2}`);
    const { findings, figures } = await look(undefined, scored, {
      quality: { actual: "y", prediction: "p", metrics: ["accuracy"] },
    });
    assert.deepEqual(findings.quality, { accuracy: 0.9 });
    assert.equal(figures.accuracy, 0.9);
  });
});

describe("a window of a log of predictions", () => {
  let folder = "";
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const head = (columns: readonly string[], classes?: readonly unknown[]) =>
    JSON.stringify({ format: "tidemark predictions 1", number: 0, columns, classes });
  const row = (at: number, request: string, prediction: unknown, odds: unknown, ...features: unknown[]) =>
    JSON.stringify([0, at, request, null, prediction === null ? 500 : 200, prediction, odds, ...features]);
  const write = (began: number, lines: readonly string[], isPacked = false) => {
    const name = `${new Date(began).toISOString().replace(/[:.]/g, "-")}-1.jsonl`;
    const text = `${lines.join("\n")}\n`;
    if (isPacked) writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
    else writeFileSync(join(folder, name), text);
  };

  it("has the rows of its time, of packed files and of such as are being written", async () => {
    write(
      start,
      [head(["a", "b"]), row(start, "r1", 0, null, 1, "x"), row(start + 10, "r2", 1, null, "NaN", "y")],
      true,
    );
    write(start + 20, [
      head(["a", "b"]),
      row(start + 30, "r3", 1, null, 3, "x"),
      row(start + 40, "r4", null, null, 4, "x"),
      "[0, 17",
    ]);
    const { frame, rows, requests } = await readPredictions({ folder, from: start + 5, to: start + 100, most: 10 });
    assert.deepEqual([rows, requests], [2, ["r2", "r3"]]);
    const [a, b, prediction] = frame.columns;
    assert.ok(a?.kind === "number" && b?.kind === "text" && prediction?.kind === "number");
    assert.deepEqual([...a.values], [Number.NaN, 3]);
    assert.deepEqual(
      [...b.codes].map((code) => b.words[code]),
      ["y", "x"],
    );
    assert.deepEqual([...prediction.values], [1, 1]);
  });

  it("of more rows than are looked at has every second one, every fourth and so on; of the last ones all", async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => row(start + i, `r${i}`, 0, null, i));
    write(start, [head(["a"]), ...lines]);
    const some = await readPredictions({ folder, from: start, to: start + 2000, most: 300 });
    assert.equal(some.rows, 1000);
    assert.deepEqual(some.requests.slice(0, 3), ["r0", "r4", "r8"]);
    const last = await readPredictions({ folder, from: 0, to: start + 2000, most: 300, last: 5 });
    assert.deepEqual(last.requests, ["r995", "r996", "r997", "r998", "r999"]);
  });

  it("is measured by what came of its predictions, by the id of their requests", async () => {
    const lines = Array.from({ length: 100 }, (_, i) => row(start + i, `r${i}`, i % 2 ? "yes" : "no", [0.3, 0.7], i));
    write(start, [head(["a"], ["no", "yes"]), ...lines]);
    const said = Array.from({ length: 80 }, (_, i) =>
      JSON.stringify({ at: start, request: `r${i}`, metric: "churned", value: i < 8 ? 1 - (i % 2) : i % 2 }),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "feedback.jsonl"), `${said.join("\n")}\n`);
    const current = {
      kind: "deployment",
      name: "churn",
      counted: undefined,
      log: folder,
      logged: 1,
      last: undefined,
    } as const;
    const { findings, faults } = await lookAtWindow({
      ...nothing,
      reference: undefined,
      current: { ...current, from: start, to: start + 1000 },
      quality: { actual: "churned", prediction: undefined, metrics: ["accuracy"] },
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(findings.quality, { accuracy: 0.9 });
  });

  it("keeps of what came no more than its requests, the last that was said of each", async () => {
    const said = Array.from({ length: 1000 }, (_, i) => ({ request: `r${i % 500}`, metric: "churned", value: i }));
    const other = [null, { request: "r3", metric: "paid", value: 7 }, { metric: "churned", value: 8 }];
    writeFileSync(
      join(folder, "feedback.jsonl"),
      [...said, ...other].map((each) => `${JSON.stringify(each)}\n`).join(""),
    );
    assert.deepEqual(
      [...(await readOutcomes(folder, "churned", ["r3", "r4", "gone"]))],
      [
        ["r3", 503],
        ["r4", 504],
      ],
    );
  });

  it("leaves out of drift what was counted too coarsely, and says so", async () => {
    const counted = temporaryFolder();
    const traffic = createTraffic(start, start + 500);
    traffic.requests = traffic.rows = 1000;
    const [latitude, age] = [createNumberSketch(), createNumberSketch()];
    for (let i = 0; i < 1000; i++) {
      addNumber(latitude, 48 + i / 10_000);
      addNumber(age, i / 10);
    }
    traffic.columns.set("latitude", { kind: "number", isBool: false, numbers: latitude });
    traffic.columns.set("age", { kind: "number", isBool: false, numbers: age });
    mkdirSync(join(counted, "traffic"));
    const hour = new Date(start).toISOString().slice(0, 13);
    writeFileSync(join(counted, "traffic", `${hour}.jsonl`), `${JSON.stringify(trafficDoc(traffic))}\n`);
    const path = join(folder, "r.csv");
    const lines = Array.from({ length: 1000 }, (_, i) => `${48 + i / 10_000},${i / 10}`);
    writeFileSync(path, `latitude,age\n${lines.join("\n")}\n`);
    const current = { kind: "deployment", name: "churn", counted, log: folder, logged: 0, last: undefined } as const;
    const { drift, scores, faults } = await lookAtWindow({
      ...nothing,
      reference: { name: "r.csv", path },
      current: { ...current, from: start, to: start + 1000 },
    });
    assert.deepEqual([faults, Object.keys(scores)], [[], ["age"]]);
    assert.match(drift?.report.skipped.latitude ?? "", /^of values too close together/);
  });

  it("knows of no request where all was counted, and cannot know where it began later", async () => {
    const counted = temporaryFolder();
    const watched = join(counted, "watched.json");
    writeFileSync(watched, "{}");
    const figures = async (since: number) => {
      utimesSync(watched, since / 1000, since / 1000);
      const current = { kind: "deployment", name: "churn", counted, log: folder, logged: 1, last: undefined } as const;
      const bounds = { from: start, to: start + 1000 };
      return (await lookAtWindow({ ...nothing, reference: undefined, current: { ...current, ...bounds } })).findings;
    };
    assert.deepEqual((await figures(start - 1000)).health, { requests: 0 });
    assert.deepEqual((await figures(start + 500)).health, {});
  });

  it("without rows says so", async () => {
    const current = {
      kind: "deployment",
      name: "churn",
      counted: undefined,
      log: folder,
      logged: 1,
      last: undefined,
    } as const;
    const { faults, rows } = await lookAtWindow({
      ...nothing,
      reference: { name: "r.csv", path: join(folder, "r.csv") },
      current: { ...current, from: start, to: start + 1000 },
    });
    assert.deepEqual([faults, rows], [["there are no rows in the window"], 0]);
  });
});
