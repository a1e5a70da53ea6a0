import assert from "node:assert/strict";
import { runGrammar } from "../../../src/core/search/grammar";
import { parseOrderBy } from "../../../src/core/search/orderBy";

describe("an order", () => {
  it("reads fields and directions", () => {
    assert.deepEqual(
      parseOrderBy(runGrammar, ["metrics.`a b` DESC", "start_time", "params.lr asc"]).map(
        ({ entity, key, ascending }) => [entity, key, ascending],
      ),
      [
        ["metric", "a b", false],
        ["attribute", "start_time", true],
        ["param", "lr", true],
      ],
    );
  });

  it("refuses the same field twice, under any of its names", () => {
    assert.throws(() => parseOrderBy(runGrammar, ["start_time", "Created DESC"]), /duplicate fields/);
  });

  it("refuses what is no direction or no field", () => {
    assert.throws(() => parseOrderBy(runGrammar, ["metrics.a up"]), /Invalid ordering key/);
    assert.throws(() => parseOrderBy(runGrammar, ["metrics.a DESC, metrics.b"]), /Could not be parsed/);
    assert.throws(() => parseOrderBy(runGrammar, [""]), /Could not be parsed/);
    assert.throws(() => parseOrderBy(runGrammar, ["nothing"]), /Invalid attribute key/);
  });
});
