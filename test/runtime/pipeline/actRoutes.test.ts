import assert from "node:assert/strict";
import { experimentResult } from "../../../src/runtime/pipeline/actRoutes";

describe("an experiment that the editor runs", () => {
  it("has failed when its command says so, whatever its stages printed before", () => {
    const notes = ["tidemark: no experiment came of it: dvc.yaml:3: stage train failed"];
    assert.throws(
      () => experimentResult({ code: 1, stdout: "epoch 1\n", notes }),
      /no experiment came of it: dvc\.yaml:3: stage train failed$/,
    );
    assert.equal(
      experimentResult({ code: 0, stdout: "Ran experiment: calm-otter (0123456)\n", notes: [] }),
      "Ran experiment: calm-otter (0123456)",
    );
  });
});
