import assert from "node:assert/strict";
import { parseFilter } from "../../../src/core/search/filter";
import { experimentGrammar, loggedModelGrammar, runGrammar } from "../../../src/core/search/grammar";
import { ApiError } from "../../../src/shared/apiError";

const read = (source: string) => parseFilter(runGrammar, source);

function refused(source: string, words: RegExp, grammar = runGrammar): void {
  assert.throws(
    () => parseFilter(grammar, source),
    (error) => error instanceof ApiError && error.code === "INVALID_PARAMETER_VALUE" && words.test(error.message),
    source,
  );
}

describe("a filter", () => {
  it("may be left out or blank", () => {
    assert.deepEqual(parseFilter(runGrammar, undefined), []);
    assert.deepEqual(read("  "), []);
  });

  it("joins clauses with AND in any case", () => {
    assert.deepEqual(read("metrics.loss<0.5 and params.lr = '0.1' AND end_time >= 12"), [
      { entity: "metric", key: "loss", comparator: "<", value: 0.5 },
      { entity: "param", key: "lr", comparator: "=", value: "0.1" },
      { entity: "attribute", key: "end_time", comparator: ">=", value: 12 },
    ]);
  });

  it("knows every spelling of a prefix", () => {
    for (const prefix of ["param", "params", "parameter", "parameters"])
      assert.equal(read(`${prefix}.a = 'x'`)[0]?.entity, "param");
    for (const prefix of ["attr", "attribute", "attributes", "run"])
      assert.deepEqual(read(`${prefix}.status = 'x'`)[0]?.key, "status");
    assert.equal(read("Created > 1")[0]?.key, "start_time");
    assert.equal(read("attributes.`Run name` LIKE 'x'")[0]?.key, "run_name");
  });

  it("takes quoted keys, and dots in keys", () => {
    assert.equal(read("metrics.`val loss/x` > 1")[0]?.key, "val loss/x");
    assert.equal(read("tags.\"a b.c\" = '1'")[0]?.key, "a b.c");
    assert.equal(read("tags.mlflow.source.name = 'x'")[0]?.key, "mlflow.source.name");
    assert.equal(read("`metrics`.`acc` > 1")[0]?.key, "acc");
    assert.equal(read("params.`__proto__` = 'x'")[0]?.key, "__proto__");
  });

  it("takes text in either quote, a doubled quote standing for itself", () => {
    assert.equal(read(`params.a = "it's"`)[0]?.value, "it's");
    assert.equal(read("params.a = 'it''s'")[0]?.value, "it's");
    assert.equal(read("params.a = 'AND (x)'")[0]?.value, "AND (x)");
  });

  it("reads lists and questions after nothing", () => {
    assert.deepEqual(read("run_id NOT IN ('a', 'b')")[0], {
      entity: "attribute",
      key: "run_id",
      comparator: "NOT IN",
      value: ["a", "b"],
    });
    assert.equal(read("tags.x IS NOT NULL")[0]?.comparator, "IS NOT NULL");
    assert.equal(read("params.x is null")[0]?.comparator, "IS NULL");
  });

  it("says where it goes wrong", () => {
    refused("metrics.loss > 'high'", /character 16 .*numeric/);
    refused("metrics.loss > 1 OR params.a = 'x'", /character 18 \('OR'\)/);
    refused("params.lr = 0.1", /quoted string/);
    refused("params.lr = 'open", /character 13 is never closed/);
    refused("foo.bar = 'x'", /Invalid entity type 'foo'/);
    refused("foo = 'x'", /Invalid attribute key 'foo'/);
    refused("metrics.loss", /expected a comparator/);
    refused("metrics.loss > 1 AND", /at its end/);
    refused("(metrics.loss > 1)", /unexpected|expected the name/);
    refused("metrics.loss > 1; DROP TABLE runs", /unexpected ';'/);
    refused("run_id IN ()", /non-empty list/);
    refused("run_id IN ('a'", /expected '\)'/);
  });

  it("refuses comparators that make no sense for the kind", () => {
    refused("metrics.a LIKE 'x'", /Invalid comparator 'LIKE'/);
    refused("params.a > '1'", /Invalid comparator '>'/);
    refused("params.a IN ('1')", /Invalid comparator 'IN'/);
    refused("status IN ('FINISHED')", /Invalid comparator 'IN'/);
    refused("status IS NULL", /Invalid comparator 'IS NULL'/);
    refused("dataset.size = '1'", /Invalid dataset key 'size'/);
    refused("metrics.a == 1", /expected a comparator/);
  });

  it("is read for experiments and logged models by their own grammars", () => {
    assert.equal(parseFilter(experimentGrammar, "tags.a IS NULL")[0]?.entity, "tag");
    refused("metrics.a > 1", /Invalid entity type/, experimentGrammar);
    assert.equal(parseFilter(loggedModelGrammar, "creation_time > 1")[0]?.key, "creation_timestamp_ms");
  });

  it("has a longest length", () => {
    refused(`params.a = '${"x".repeat(250_000)}'`, /longer than/);
  });
});
