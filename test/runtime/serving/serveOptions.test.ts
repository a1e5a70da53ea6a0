import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../kernel/temporary";
import { endServed, served } from "./served";

describe("tidemark serve", function () {
  this.timeout(60_000);
  afterEach(endServed);

  it("keeps its files in .tidemark, whatever the model is called", async () => {
    const workspace = join(temporaryFolder(), "inside");
    mkdirSync(workspace);
    const { post, url } = await served(workspace, "low", "--name", "../../../../out side", "--log-predictions", "100");
    const { status } = await post("/predict", { features: [1, 2, 3, 4] });
    assert.equal(status, 200, url);
    await endServed();
    assert.ok(existsSync(join(workspace, ".tidemark/logs/serving-out-side.log")));
    assert.ok(existsSync(join(workspace, ".tidemark/predictions/out-side")));
  });

  it("asks for no key where the variable is empty", async () => {
    process.env.TIDEMARK_API_KEY = "";
    try {
      const { post } = await served(temporaryFolder(), "low");
      assert.equal((await post("/predict", { features: [1, 2, 3, 4] })).status, 200);
    } finally {
      delete process.env.TIDEMARK_API_KEY;
    }
  });
});
