import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { killAll } from "../../cli/tidemark";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";
import { deployed } from "./deployed";

interface Header {
  readonly number: number;
  readonly variant: string;
  readonly model: string;
  readonly version: string;
  readonly columns: readonly string[];
}

type Row = readonly [number, number, string, string | null, number, unknown, unknown, ...unknown[]];

describe("the predictions of a deployment", function () {
  this.timeout(120_000);
  let workspace = "";
  let deployment: ReturnType<typeof deployed>;
  beforeEach(() => {
    workspace = temporaryFolder();
    deployment = deployed(workspace);
  });
  afterEach(async () => {
    await deployment.end();
    killAll();
  });

  const folder = () => join(workspace, ".tidemark/predictions/churn");

  function kept(): { headers: Header[]; rows: Row[] } {
    const files = existsSync(folder()) ? readdirSync(folder()).filter((name) => /^\d.*\.jsonl$/.test(name)) : [];
    const lines = files.flatMap((name) => readFileSync(join(folder(), name), "utf8").split("\n").slice(0, -1));
    const values = lines.map((line) => JSON.parse(line) as Header | Row);
    return {
      headers: values.filter((each): each is Header => !Array.isArray(each)),
      rows: values.filter((each): each is Row => Array.isArray(each)),
    };
  }
  const told = () =>
    readFileSync(join(folder(), "feedback.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const split = "{ab: {weights: {a: 50, b: 50}}}";
  const idOf = (answer: { readonly body: unknown }) => (answer.body as { request_id: string }).request_id;

  it("are kept with who asked and who answered, and what came of them has the same ids", async () => {
    const logging = "  logging: {predictions: 100, redact: [f1, f3]}\n";
    deployment.write(split, { a: "low", b: "throwing" }, logging);
    await deployment.apply();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => deployment.ask(`user ${i}`, [1, 2, 3, i === 0 ? 4 : 200])),
    );
    const { headers, rows } = await until(async () => {
      const now = kept();
      return now.rows.length >= 40 ? now : undefined;
    }, "40 rows");
    assert.equal(rows.length, 40);
    const byUser = new Map(rows.map((row) => [row[3], row]));
    const seen = new Set<string | undefined>();
    for (const [i, { status, variant, body }] of answers.entries()) {
      const [number, , request, , code, prediction, , ...features] = byUser.get(`user ${i}`) ?? assert.fail();
      const header = headers.find((each) => each.number === number);
      assert.deepEqual(
        [header?.variant, header?.model, header?.version],
        [variant, variant, variant === "a" ? "1" : "2"],
      );
      assert.equal(code, status);
      assert.deepEqual(features, [1, null, 3, null]);
      if (status === 200) {
        assert.equal(request, idOf({ body }));
        assert.equal(Math.fround(Number(prediction)), Math.fround((body as { prediction: number }).prediction));
      } else assert.equal(prediction, null);
      seen.add(`${variant} ${status}`);
    }
    assert.ok(seen.has("a 200") && seen.has("b 400"), [...seen].join(", "));

    const [first] = rows.filter(([, , , , code]) => code === 200);
    const said = { metric: "bought", value: 1 };
    assert.equal((await deployment.post("/feedback", { ...said, request_id: first?.[2] })).status, 200);
    assert.equal((await deployment.post("/feedback", { ...said, user_id: first?.[3] })).status, 200);
    const variant = headers.find(({ number }) => number === first?.[0])?.variant;
    assert.deepEqual(
      told().map(({ at: _, ...each }) => each),
      [
        { ...said, variant, user: first?.[3], request: first?.[2] },
        { ...said, variant, user: first?.[3] },
      ],
    );
  });

  it("are kept or not as the file says from its next version on", async () => {
    deployment.write(split, { a: "low", b: "high" });
    await deployment.apply();
    await deployment.ask("early");
    deployment.write(split, { a: "low", b: "high" }, "  logging: {predictions: 100}\n");
    await deployment.apply();
    await deployment.ask("kept");
    deployment.write(split, { a: "low", b: "high" }, "  logging: {predictions: 0}\n");
    await deployment.apply();
    await deployment.ask("late");
    assert.deepEqual(
      kept().rows.map((row) => row[3]),
      ["kept"],
    );
  });

  it("are not written at all where a column that is to stay out of them is no column", async () => {
    deployment.write(split, { a: "low", b: "high" }, "  logging: {predictions: 100, redact: [emial]}\n");
    const { code, err } = await deployment.run("deploy", "apply", deployment.file);
    assert.equal(code, 2);
    assert.match(err, /spec\.logging\.redact: no column is named 'emial'\. There are f0, f1, f2, f3\./);
    assert.equal(err.trim().split("\n").length, 1);
  });

  it("are found by their request's id though the gateway was killed", async () => {
    deployment.write(split, { a: "low", b: "high" });
    await deployment.apply();
    const [early, answer] = [await deployment.ask("somebody"), await deployment.ask()];
    await until(async () => {
      const path = join(workspace, ".tidemark/serving/churn/requests.tsv");
      return existsSync(path) && readFileSync(path, "utf8").includes(idOf(answer)) ? true : undefined;
    }, "the request to be on disk");
    process.kill((await deployment.status()).pid, "SIGKILL");
    await until(async () => ((await deployment.ask().catch(() => undefined))?.status === 200 ? true : undefined), "it");
    const outcomes = [early, answer].map((each) => ({ request_id: idOf(each), metric: "bought", value: 1 }));
    assert.deepEqual((await deployment.post("/feedback", outcomes)).body, { stored: 2 });
    const unknown = await deployment.post("/feedback", { request_id: "nobody-7", metric: "bought", value: 1 });
    assert.equal(unknown.status, 404);
    assert.match(JSON.stringify(unknown.body), /request_id 'nobody-7'/);
    const lines = readFileSync(join(workspace, ".tidemark/serving/churn/feedback.jsonl"), "utf8").trim().split("\n");
    assert.deepEqual(
      lines
        .map((line) => JSON.parse(line) as { user?: string; variant?: string })
        .filter(({ variant }) => variant !== undefined) // what begins a comparison is a line of its own
        .map(({ user, variant }) => [user, variant]),
      [
        ["somebody", early.variant],
        [undefined, answer.variant],
      ],
    );
  });
});
