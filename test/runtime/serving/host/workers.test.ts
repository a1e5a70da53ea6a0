import assert from "node:assert/strict";
import { until } from "../../../vscode/until";
import { temporaryFolder } from "../../kernel/temporary";
import { endServed, type Served, served } from "../served";

describe("the metrics of a model that several processes serve", function () {
  this.timeout(60_000);
  let model: Served;
  before(async () => {
    model = await served(temporaryFolder(), "low", "--workers", "3", "--no-access-log");
  });
  after(endServed);

  const predict = () => model.post("/predict", { features: [1, 2, 3, 4] });
  const total = (text: string) => Number(/^tidemark_requests_total\{.*code="200".*\} (\d+)$/m.exec(text)?.[1] ?? 0);
  const asked = 30;

  it("are those of all of them, whichever is asked", async () => {
    for (let i = 0; i < asked; i++) assert.equal((await predict()).status, 200);
    for (let i = 0; i < 6; i++) {
      const text = await model.text("/metrics");
      assert.equal(total(text), asked);
      assert.match(text, new RegExp(`^tidemark_request_duration_seconds_count\\{.*\\} ${asked}$`, "m"));
      assert.match(text, new RegExp(`^model_predictions_total\\{.*\\} ${asked}$`, "m"));
      assert.match(text, /^# HELP process_resident_memory_bytes .* of the 3 processes that answer, added up\.$/m);
      assert.match(text, /^model_feature_value\{feature_name="f3",model_version="1"\} 4$/m);
    }
  });

  it("forget nothing when one of them dies", async () => {
    await until(async () => total(await model.text("/metrics")) === asked, "the counts");
    process.kill(model.pid, "SIGKILL");
    await until(async () => (await predict().catch(() => undefined))?.status === 200, "an answer");
    const text = await until(async () => {
      const said = await model.text("/metrics").catch(() => "");
      return said.includes("of the 3 processes") ? said : undefined;
    }, "all three to be there again");
    assert.ok(total(text) > asked, `${total(text)} of at least ${asked + 1}`);
  });
});
