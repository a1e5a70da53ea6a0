import assert from "node:assert/strict";
import { findRunLinks } from "../../src/extension/links/runLinks";

describe("addresses of runs in a terminal", () => {
  it("as MLflow's client prints them", () => {
    const line =
      "🏃 View run calm-heron at: http://127.0.0.1:4711/#/experiments/1/runs/9ec40116bb2542c7a8f5c237a70320f8";
    const [link] = findRunLinks(line);
    assert.deepEqual(link && { ...link, text: line.slice(link.start, link.start + link.length) }, {
      start: line.indexOf("http"),
      length: line.length - line.indexOf("http"),
      port: 4711,
      experiment: "1",
      run: "9ec40116bb2542c7a8f5c237a70320f8",
      text: line.slice(line.indexOf("http")),
    });
    assert.deepEqual(
      findRunLinks("🧪 View experiment at: http://localhost:5000/#/experiments/1").map(({ run, port }) => [run, port]),
      [[undefined, 5000]],
    );
  });

  it("two in a line, and none elsewhere", () => {
    assert.equal(
      findRunLinks("http://127.0.0.1:1/#/experiments/1 http://127.0.0.1:1/#/experiments/2/runs/a").length,
      2,
    );
    assert.deepEqual(findRunLinks("https://mlflow.example.org/#/experiments/1/runs/a http://127.0.0.1:1/other"), []);
    assert.deepEqual(findRunLinks("http://127.0.0.1.evil.org:80/#/experiments/1"), []);
  });
});
