import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../vscode/until";
import { temporaryFolder } from "../../kernel/temporary";
import { endServed, served } from "../served";

describe("what came of the predictions of a served model", function () {
  this.timeout(60_000);
  let workspace = "";
  beforeEach(() => {
    workspace = temporaryFolder();
  });
  afterEach(endServed);

  const folder = () => join(workspace, ".tidemark/predictions/low");
  const linesOf = (path: string) =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  const row = { features: [1, 2, 3, 4] };
  const keeping = ["--log-predictions", "100", "--redact", "f1", "--workers", "2"];

  it("lies beside them with the same ids, whichever process hears of it", async () => {
    const model = await served(workspace, "low", ...keeping);
    const user = { "x-user-id": "ann" };
    const { body: by } = await model.post("/predict", row, user);
    await model.post("/predict", { ...row, user_id: 7 });
    const said = { metric: "bought", value: true };
    for (let i = 0; i < 4; i++)
      assert.deepEqual((await model.post("/feedback", { ...said, request_id: by.request_id })).body, { stored: 1 });
    assert.deepEqual((await model.post("/feedback", [{ ...said, user_id: 7 }])).body, { stored: 1 });
    const told = linesOf(join(folder(), "feedback.jsonl")) as Record<string, unknown>[];
    const told1 = { user: "ann", metric: "bought", value: 1, request: by.request_id };
    const told2 = { user: "7", metric: "bought", value: 1 };
    assert.deepEqual(
      told.map(({ at: _, ...each }) => each),
      [told1, told1, told1, told1, told2],
    );
    const rows = await until(async () => {
      const files = readdirSync(folder()).filter((name) => /^\d.*\.jsonl$/.test(name));
      const found = files.flatMap((name) =>
        readFileSync(join(folder(), name), "utf8") ? linesOf(join(folder(), name)) : [],
      );
      const lists = found.filter((each): each is unknown[] => Array.isArray(each));
      return lists.length === 2 ? lists : undefined;
    }, "two rows");
    const mine = rows.find((each) => each[2] === by.request_id);
    assert.deepEqual(mine?.slice(3, 5), ["ann", 200]);
    assert.deepEqual(mine?.slice(7), [1, null, 3, 4]);
  });

  it("is refused where nobody is known, by name, and stores nothing of the list", async () => {
    const model = await served(workspace, "low", ...keeping);
    const { body: by } = await model.post("/predict", row);
    const said = { metric: "bought", value: 1 };
    for (const [unknown, names] of [
      [{ request_id: "none-1" }, /\[1\]: request_id 'none-1'/],
      [{ user_id: "bob" }, /\[1\]: user_id 'bob'/],
    ] as const) {
      const answer = await model.post("/feedback", [
        { ...said, request_id: by.request_id },
        { ...said, ...unknown },
      ]);
      assert.equal(answer.status, 404);
      assert.match(String(answer.body.error), names);
    }
    assert.equal(readFileSync(join(folder(), "feedback.jsonl"), "utf8"), "");
  });

  it("finds its request after all was killed", async () => {
    const first = await served(workspace, "low", ...keeping);
    const { body: by } = await first.post("/predict", row, { "x-user-id": "ann" });
    const path = join(folder(), "requests.tsv");
    await until(
      async () => existsSync(path) && readFileSync(path, "utf8").includes(String(by.request_id)),
      "it on disk",
    );
    first.host.kill("SIGKILL");
    await once(first.host, "close");
    const next = await served(workspace, "low", ...keeping);
    const outcomes = [{ request_id: by.request_id }, { user_id: "ann" }].map((who) => ({
      ...who,
      metric: "x",
      value: 2,
    }));
    assert.deepEqual((await next.post("/feedback", outcomes)).body, { stored: 2 });
  });

  it("is not taken where predictions are not kept, with a word on how they would be", async () => {
    const model = await served(workspace, "low");
    const answer = await model.post("/feedback", { request_id: "x", metric: "m", value: 1 });
    assert.equal(answer.status, 404);
    assert.match(String(answer.body.error), /--log-predictions/);
  });

  it("needs columns that there are to leave out", async () => {
    const wrong = served(workspace, "low", "--log-predictions", "100", "--redact", "f9");
    await assert.rejects(wrong, /--redact: no column is named 'f9'\. (Did you mean|There are f0, f1, f2, f3)/);
  });
});
