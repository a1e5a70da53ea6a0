import assert from "node:assert/strict";
import { mayAsk, onlyReads } from "../../src/shared/views/page";

describe("what a page may ask", () => {
  it("what is ours, and what changes runs and models", () => {
    assert.equal(mayAsk("GET", "/api/tidemark/v1/runs?limit=2&filter=metrics.%60a..b%60"), false); // two dots stand nowhere
    assert.equal(mayAsk("GET", "/api/tidemark/v1/runs?limit=2"), true);
    assert.equal(mayAsk("POST", "/api/2.0/mlflow/runs/set-tag"), true);
    assert.equal(mayAsk("GET", "/api/2.0/mlflow-artifacts/artifacts/1/r/a%2E%2Eb.txt"), true);
  });

  it("never the runtime's life, whatever way leads to it", () => {
    for (const path of [
      "/api/tidemark/v1/stop",
      "/api/tidemark/v1/x/../stop",
      "/api/tidemark/v1/./stop",
      "/api/tidemark/v1/x/%2E%2e/stop",
      "/api/tidemark/v1/x/.%2E/stop?a=1",
      "/api/tidemark/v1/%2E/gc",
    ])
      assert.equal(mayAsk("POST", path), false, `${path} is ${new URL(path, "http://127.0.0.1").pathname}`);
  });

  it("to see and to try deployments, but not to move their traffic or to run a program", () => {
    const root = "/api/tidemark/v1";
    assert.ok(mayAsk("GET", `${root}/deployments/churn/live?since=1`));
    assert.ok(mayAsk("POST", `${root}/deployments/churn%2Ev2/predict`));
    assert.equal(mayAsk("DELETE", `${root}/deployments/churn`), false);
    for (const path of [
      "deployments",
      "deployments/churn/promote",
      "deployments/churn/rollback",
      "deployments/predict/promote",
      "serve",
      "convert",
      "models/churn/versions/1/convert",
    ])
      assert.equal(mayAsk("POST", `${root}/${path}`), false, path);
  });

  it("in a folder that is not trusted only to look", () => {
    assert.ok(onlyReads("GET", "/api/tidemark/v1/runs/r1"));
    for (const path of ["/api/tidemark/v1/table", "/api/tidemark/v1/table/cells", "/api/tidemark/v1/charts"])
      assert.ok(onlyReads("POST", path), path);
    assert.ok(onlyReads("POST", "/api/2.0/mlflow/runs/search"));
    for (const path of [
      "/api/2.0/mlflow/runs/delete",
      "/api/2.0/mlflow/runs/set-tag",
      "/api/tidemark/v1/models/m/versions/1/promote",
      "/api/tidemark/v1/models/table/rollback",
    ])
      assert.equal(onlyReads("POST", path), false, path);
    assert.equal(onlyReads("DELETE", "/api/tidemark/v1/views/mine"), false);
  });
});
