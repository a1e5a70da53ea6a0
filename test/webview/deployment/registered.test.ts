import assert from "node:assert/strict";
import { registeredIn } from "../../../webview/deployment/registered";

describe("the model that a variant's address means", () => {
  it("is named as the registry names it", () => {
    assert.deepEqual(registeredIn("models:/churn/3"), { name: "churn", alias: undefined });
    assert.deepEqual(registeredIn("models:/churn@champion"), { name: "churn", alias: "champion" });
    assert.deepEqual(registeredIn("models:/a@b/3"), { name: "a@b", alias: undefined });
    assert.deepEqual(registeredIn("models:/50%25 off/1"), { name: "50%25 off", alias: undefined });
  });

  it("is none of the registry where a file, a run or a logged model is served", () => {
    for (const address of ["models:/m-0123456789abcdef", "runs:/1/model", "deploy/churn.onnx"])
      assert.equal(registeredIn(address), undefined, address);
  });
});
