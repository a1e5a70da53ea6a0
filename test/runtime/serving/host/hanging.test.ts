import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { until } from "../../../vscode/until";
import { temporaryFolder } from "../../kernel/temporary";
import { type Answer, endServed, type Served, served } from "../served";

const quick = [1, 2, 3, 4];
const endless = [1, 2, 3, 200];

describe("a served model that hangs", function () {
  this.timeout(40_000);
  let model: Served;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  beforeEach(async () => {
    model = await served(temporaryFolder(), "hanging", "--timeout", "2");
  });
  afterEach(async () => {
    agent.destroy();
    await endServed();
  });

  const ask = (features: readonly number[]) => model.post("/predict", { features });

  /** On a connection that stays. */
  function askAgain(features: readonly number[]): Promise<Pick<Answer, "status" | "retryAfter">> {
    return new Promise((done, fail) => {
      const asking = request(`${model.url}/predict`, { agent, method: "POST" }, (reply) => {
        reply.resume();
        reply.on("end", () =>
          done({ status: reply.statusCode ?? 0, retryAfter: reply.headers["retry-after"] ?? null }),
        );
      });
      asking.on("error", fail);
      asking.end(JSON.stringify({ features }));
    });
  }

  it("gives 504 to who waits for it, is started anew, and answers who came meanwhile", async () => {
    assert.equal((await ask(quick)).status, 200);
    const hung = ask(endless);
    const meanwhile = await Promise.all([hung, ...Array.from({ length: 5 }, () => ask(quick))]);
    const [late, ...others] = meanwhile;
    assert.equal(late?.status, 504);
    assert.match(String(late?.body.detail), /gave no answer within 2 s/);
    for (const { status, retryAfter } of others)
      assert.ok(status === 200 || status === 504 || (status === 503 && retryAfter === "1"), `${status} ${retryAfter}`);
    assert.ok(
      others.some(({ status }) => status === 200),
      "somebody waited for the new process",
    );
    assert.equal((await ask(quick)).status, 200);
  });

  it("tells a client that asked on its old connection to come again", async () => {
    await askAgain(quick);
    const hung = ask(endless);
    // the process reads nothing any more once it runs that
    await until(async () => {
      const said = await Promise.race([model.text("/health"), new Promise((done) => setTimeout(done, 300))]);
      return said === undefined ? true : undefined;
    }, "the process to hang");
    const waited = await askAgain(quick);
    assert.equal((await hung).status, 504);
    assert.deepEqual(waited, { status: 503, retryAfter: "1" });
    assert.equal((await askAgain(quick)).status, 200);
  });
});
