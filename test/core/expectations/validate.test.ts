import assert from "node:assert/strict";
import { propose } from "../../../src/core/expectations/propose/propose";
import { readSuite, suiteOf } from "../../../src/core/expectations/suite";
import { validate } from "../../../src/core/expectations/validate";
import { validationHtml } from "../../../src/core/expectations/validationHtml";
import { columnOfValues } from "../../../src/core/frame/columnOfValues";

const frame = {
  rows: 4,
  columns: [columnOfValues("age", [20, 130, null, 40]), columnOfValues("city", ["a", "b", "<b>", "a"])],
};
const of = (type: string, kwargs: object) => suiteOf({ name: "s", expectations: [{ type, kwargs }] }, "s.json");
const refusal = (text: string) => () => readSuite(text, "s.json");

describe("a suite of expectations", () => {
  it("is refused whole for one wrong expectation, with its place", () => {
    const suite = (expectation: object) =>
      JSON.stringify({
        name: "s",
        expectations: [{ type: "expect_table_row_count_to_equal", kwargs: { value: 4 } }, expectation],
      });
    const refused = (expectation: object, message: RegExp) => assert.throws(refusal(suite(expectation)), { message });
    refused(
      { type: "expect_column_values_to_be_nul", kwargs: { column: "age" } },
      /^s\.json: expectations\[1\]\.type: there is no expectation 'expect_column_values_to_be_nul'\..*expect_column_values_to_be_null/,
    );
    const between = "expect_column_values_to_be_between";
    refused(
      { type: between, kwargs: { column: "age", min: 3 } },
      /expectations\[1\] \(.*\): there is no kwarg 'min'; there are column/,
    );
    refused({ type: between, kwargs: { min_value: 3 } }, /column is missing$/);
    refused({ type: between, kwargs: { column: "age" } }, /min_value and max_value cannot both be None$/);
    refused(
      { type: between, kwargs: { column: "age", min_value: 3, mostly: 2 } },
      /mostly: expected a number from 0 to 1$/,
    );
    refused(
      { type: between, kwargs: { column: "age", min_value: "soon" } },
      /min_value: expected a number, a date or a time/,
    );
    assert.throws(refusal("[1"), { message: /^s\.json: no JSON: / });
    assert.throws(refusal("[]"), { message: "s.json: expected a suite of expectations, got a list" });
  });

  it("goes on after an expectation that cannot be computed", () => {
    const suite = suiteOf(
      {
        name: "s",
        expectations: [
          { type: "expect_column_values_to_be_unique", kwargs: { column: "gone" } },
          { type: "expect_column_mean_to_be_between", kwargs: { column: "city", min_value: 1 } },
          { type: "expect_table_row_count_to_equal", kwargs: { value: { $PARAMETER: "rows" } } },
          { type: "expect_table_row_count_to_equal", kwargs: { value: 4 } },
        ],
      },
      "s.json",
    );
    const { report } = validate(frame, suite);
    assert.deepEqual(
      report.results.map(({ success, exception_info: info }) => [success, info.exception_message]),
      [
        [false, 'Error: The column "gone" in BatchData does not exist.'],
        [false, 'can only concatenate str (not "int") to str'],
        [false, "the suite's parameter $rows has no value here"],
        [true, null],
      ],
    );
    assert.equal(report.statistics.success_percent, 25);
  });

  it("names the rows that do not hold, and says it in a sentence", () => {
    const { lines } = validate(frame, of("expect_column_values_to_be_between", { column: "age", max_value: 99 }));
    assert.deepEqual(lines[0], {
      expects: "values are at most 99",
      says: "1 row of 4 does not hold (33.3 %)",
      column: "age",
      rows: [1],
      values: [130],
    });
  });

  it("names at most a thousand rows, and counts all", () => {
    const many = {
      rows: 5000,
      columns: [
        columnOfValues(
          "n",
          Array.from({ length: 5000 }, (_, i) => i),
        ),
      ],
    };
    const { report, lines } = validate(many, of("expect_column_values_to_be_between", { column: "n", max_value: -1 }));
    assert.equal(report.results[0]?.result.unexpected_count, 5000);
    const first = Array.from({ length: 20 }, (_, i) => i);
    assert.deepEqual(report.results[0]?.result.partial_unexpected_list, first);
    assert.equal(lines[0]?.rows?.length, 1000);
  });

  it("that is proposed holds for its table", () => {
    const { report } = validate(frame, suiteOf(propose(frame, "people"), "proposed"));
    assert.ok(report.results.length >= 5);
    assert.deepEqual(
      report.results.filter((each) => !each.success),
      [],
    );
  });

  it("is reported with the table's text as text", () => {
    const found = validate(frame, of("expect_column_values_to_be_in_set", { column: "city", value_set: ["a"] }));
    const html = validationHtml({
      ...found,
      suite: "s",
      data: { name: "<i>", rows: 4, columns: 2 },
      at: 0,
      took_ms: 1,
    });
    assert.match(html, /&#60;b&#62;/);
    assert.doesNotMatch(html, /<b>|<i>/);
  });
});
