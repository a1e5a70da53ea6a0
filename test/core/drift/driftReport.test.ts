import assert from "node:assert/strict";
import { type DriftWish, measureDrift } from "../../../src/core/drift/measureDrift";
import type { Frame, FrameColumn } from "../../../src/core/frame/frame";
import { noBool } from "../../../src/core/frame/frame";
import { textColumn } from "../../../src/core/frame/textColumn";
import { ApiError } from "../../../src/shared/apiError";

function numbers(name: string, values: readonly number[], dtype = "float64"): FrameColumn {
  const missing = values.filter(Number.isNaN).length;
  return {
    kind: "number",
    name,
    missing,
    dtype,
    isInteger: dtype.startsWith("int"),
    values: Float64Array.from(values),
  };
}

function texts(name: string, values: readonly (string | undefined)[]): FrameColumn {
  return textColumn(name, values);
}

function frame(...columns: FrameColumn[]): Frame {
  const [first] = columns;
  return { rows: first === undefined ? 0 : first.kind === "text" ? first.codes.length : first.values.length, columns };
}

const count = (n: number, value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));
const of = (reference: Frame, current: Frame, wish: DriftWish = {}) => measureDrift(reference, current, wish).report;

describe("a report of drift", () => {
  const rising = numbers(
    "x",
    count(100, (i) => i / 7),
  );

  it("says why a column was not tested and goes on with the others", () => {
    const nothing = count(100, () => Number.NaN);
    const dates: FrameColumn = {
      kind: "time",
      name: "day",
      missing: 0,
      dtype: "datetime64[ns]",
      values: new Float64Array(100),
    };
    const mixed: FrameColumn = {
      kind: "bool",
      name: "flag",
      missing: 1,
      dtype: "object",
      values: new Uint8Array(100).fill(noBool),
    };
    const lists: FrameColumn = {
      kind: "other",
      name: "vector",
      missing: 0,
      dtype: "object",
      values: count(100, () => 0).map(() => [1, 2]),
    };
    const report = of(
      frame(
        rising,
        dates,
        mixed,
        lists,
        numbers(
          "gone",
          count(100, () => 1),
        ),
        numbers("empty", nothing),
        numbers("late", nothing),
        numbers(
          "worded",
          count(100, (i) => i),
        ),
      ),
      frame(
        rising,
        dates,
        mixed,
        lists,
        numbers(
          "new",
          count(100, () => 1),
        ),
        numbers(
          "empty",
          count(100, (i) => i),
        ),
        numbers(
          "late",
          count(100, (i) => i),
        ),
        texts(
          "worded",
          count(100, (i) => i % 3).map((i) => `w${i}`),
        ),
      ),
    );
    assert.deepEqual(Object.keys(report.columns), ["x", "worded"]);
    assert.deepEqual(report.skipped, {
      day: "dates are not tested",
      flag: "true, false and missing values mixed: not tested",
      vector: "lists are not tested; name them with --embeddings",
      new: "only in the current table",
      empty: "no values in the reference",
      late: "no values in the reference",
      gone: "only in the reference",
    });
  });

  it("counts from the share of drifted columns on as drift of the dataset", () => {
    const [reference, current] = [
      frame(
        rising,
        numbers(
          "y",
          count(100, (i) => i),
        ),
      ),
      frame(
        rising,
        numbers(
          "y",
          count(100, (i) => i + 500),
        ),
      ),
    ];
    assert.deepEqual(
      [0.5, 0.51].map((driftShare) => of(reference, current, { driftShare }).dataset_drift),
      [true, false],
    );
  });

  it("has no drift where nothing was tested", () => {
    const report = of(frame(numbers("a", [1])), frame(numbers("b", [1])), { driftShare: 0 });
    assert.deepEqual([report.tested, report.share, report.dataset_drift], [0, 0, false]);
  });

  it("keeps a method from columns of another type", () => {
    const cities = texts(
      "city",
      count(100, (i) => i % 3).map((i) => `c${i}`),
    );
    const report = of(frame(rising, cities), frame(rising, cities), { method: "ks" });
    assert.deepEqual([report.columns.x?.test, report.skipped], ["ks", { city: "ks does not test categories" }]);
  });

  it("names the roles of columns", () => {
    const report = of(
      frame(rising, numbers("y", [...count(100, (i) => i)])),
      frame(
        rising,
        numbers(
          "y",
          count(100, (i) => i),
        ),
      ),
      { target: "y" },
    );
    assert.deepEqual([report.columns.x?.role, report.columns.y?.role], [undefined, "target"]);
  });

  it("goes through 100,000 categories", () => {
    const many = (from: number) =>
      texts(
        "k",
        count(220_000, (i) => from + (i % 100_000)).map((i) => `k${i}`),
      );
    const found = of(frame(many(0)), frame(many(50_000))).columns.k;
    assert.equal(found?.test, "jensenshannon");
    // half of the values are on one side alone
    assert.ok(Math.abs((found?.score ?? 0) - Math.sqrt(Math.LN2 / 2)) < 0.02, `${found?.score}`);
  });

  it("goes by the type of columns that are called as what every object has", () => {
    const values = (name: string) =>
      numbers(
        name,
        count(100, (i) => i / 7),
      );
    const names = ["constructor", "__proto__", "toString"];
    const table = frame(...names.map(values));
    const { columns, tested } = of(table, table, { columnMethods: {}, columnThresholds: {} });
    assert.equal(tested, 3);
    for (const name of names) {
      const found = Object.entries(columns).find(([each]) => each === name)?.[1];
      assert.deepEqual([found?.test, found?.threshold, found?.drift], ["ks", 0.05, false]);
    }
    const own = Object.fromEntries([["__proto__", 2] as const]);
    const [first] = Object.values(
      of(frame(values("__proto__")), frame(values("__proto__")), { columnThresholds: own }).columns,
    );
    assert.equal(first?.threshold, 2);
  });

  it("does not judge by the discrepancy of a single value", () => {
    for (const [reference, current] of [
      [[5], [5, 6, 7]],
      [[5, 6, 7], [5]],
    ] as const) {
      const report = of(frame(numbers("x", reference)), frame(numbers("x", current)), { method: "empirical_mmd" });
      assert.deepEqual([report.tested, report.skipped], [0, { x: "empirical_mmd needs two values on either side" }]);
    }
  });
});

describe("segments of drift", () => {
  const part = (value: string, n: number) => Array.from({ length: n }, () => value);

  it("has a report for each value that both sides have rows enough of", () => {
    const segment = [...part("a", 50), ...part("b", 60), ...part("rare", 5)];
    const [reference, current] = [0, 900].map((move) =>
      frame(
        texts("part", segment),
        numbers(
          "x",
          segment.map((value, i) => i + (value === "b" ? move : 0)),
        ),
      ),
    ) as [Frame, Frame];
    const { segments = {} } = of(reference, current, { segment: "part" });
    assert.deepEqual(
      Object.entries(segments).map(([value, report]) => [value, report.columns.x?.drift, "part" in report.columns]),
      [
        ["b", true, false],
        ["a", false, false],
      ],
    );
  });

  it("says that there is no such column", () => {
    const table = frame(numbers("x", [1, 2]));
    assert.throws(
      () => of(table, table, { segment: "part" }),
      new ApiError("INVALID_PARAMETER_VALUE", "--segment part: the reference has no such column"),
    );
  });
});

describe("the picture of a column", () => {
  const pictureOf = (reference: FrameColumn, current: FrameColumn) =>
    measureDrift(frame(reference), frame(current), { isDrawn: true }).columns[0];
  const total = (shares: readonly number[] = []) => shares.reduce((sum, share) => sum + share, 0);

  it("has common bins of numbers that hold all of them, those far off too", () => {
    const picture = pictureOf(
      numbers("x", [...count(500, (i) => i / 100), 1e9]),
      numbers(
        "x",
        count(500, (i) => i / 50),
      ),
    );
    assert.ok(picture?.edges && picture.edges.length === picture.reference.length + 1);
    assert.ok((picture.edges.at(-1) ?? 0) < 100, "one value far off does not squeeze the others");
    assert.ok(Math.abs(total(picture.reference) - 1) < 1e-9 && Math.abs(total(picture.current) - 1) < 1e-9);
  });

  it("has the facts of either side", () => {
    const { reference } = pictureOf(numbers("x", [1, 2, 3, 4, Number.NaN]), numbers("x", [1, 2, 2, 8]))?.sides ?? {};
    assert.deepEqual(reference, {
      rows: 5,
      missing: 1 - 4 / 5,
      distinct: 4,
      mean: 2.5,
      std: Math.sqrt(5 / 3),
      quantiles: [1.15, 1.75, 2.5, 3.25, 3.8499999999999996],
    });
  });

  it("names the most frequent values, and counts the rest", () => {
    const many = (n: number) =>
      texts(
        "k",
        count(n, (i) => Math.floor(Math.sqrt(i))).map((i) => `k${i}`),
      );
    const picture = pictureOf(many(900), many(900));
    assert.equal(picture?.labels?.length, 12);
    assert.equal(picture?.labels?.at(-1), "19 others");
    assert.ok(Math.abs(total(picture?.reference) - 1) < 1e-9);
  });

  it("names words that came and went", () => {
    const say = (words: readonly string[]) =>
      texts(
        "t",
        count(90, (i) => i).map((i) => `${words[i % 3]} ${i}x`),
      );
    const words = pictureOf(say(["river", "stone", "meadow"]), say(["market", "share", "meadow"]))?.words;
    assert.ok(words?.gained.includes("market") && words.lost.includes("river"), JSON.stringify(words));
  });
});
