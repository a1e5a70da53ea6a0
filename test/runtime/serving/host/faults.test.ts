import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { rootAbove, tidemark } from "../../../cli/tidemark";
import { until } from "../../../vscode/until";
import { temporaryFolder } from "../../kernel/temporary";
import { type Answer, keepAsking, send } from "../../rollout/deployed";
import { endServed, type Served, served } from "../served";

const models = join(rootAbove(__dirname), "test/fixtures/rollout");
const row = { features: [1, 2, 3, 4] };
const clients = 16;

describe("a served model, when things go wrong", function () {
  this.timeout(60_000);
  let workspace = "";
  let agent: Agent;
  beforeEach(() => {
    workspace = temporaryFolder();
    agent = new Agent({ keepAlive: true, maxSockets: clients });
  });
  afterEach(async () => {
    agent.destroy();
    await endServed();
  });

  const ask = (model: Served) => send(agent, `${model.url}/predict`, row, undefined);
  /** Resolves once every client has been answered a few times. */
  async function underLoad(model: Served) {
    let asked = 0;
    const stop = keepAsking(() => {
      asked++;
      return ask(model);
    }, clients);
    await until(() => asked > 5 * clients, "a few answers");
    return stop;
  }
  const isRight = (each: Answer | Error) =>
    !(each instanceof Error) && each.status === 200 && (each.body as { prediction?: number }).prediction === 1;

  it("answers all it can with 503 when its process is killed under load, and is back", async () => {
    const model = await served(workspace, "low");
    const stop = await underLoad(model);
    process.kill(model.pid, "SIGKILL");
    const killed = performance.now();
    await until(async () => isRight(await ask(model).catch((error: Error) => error)), "it to be back");
    const away = performance.now() - killed;
    const answers = await stop();
    const failed = answers.filter((each) => !isRight(each));
    assert.ok(answers.length > 5 * clients, `${answers.length} answers`);
    assert.ok(failed.length <= clients, `${failed.length} of ${answers.length} failed, ${away} ms`);
    for (const each of failed) {
      assert.ok(!(each instanceof Error), String(each));
      assert.deepEqual([each.status, each.retryAfter], [503, "1"]);
    }
  });

  it("answers what it has been asked when it is told to end under load", async () => {
    const model = await served(workspace, "low", "--workers", "2");
    const stop = await underLoad(model);
    model.host.kill("SIGTERM");
    const [code] = (await once(model.host, "exit")) as [number];
    const failed = (await stop()).filter((each) => !isRight(each));
    assert.equal(code, 0);
    // nobody listens any more: no request was taken
    const taken = failed.filter((each) => !(each instanceof Error && "code" in each && each.code === "ECONNREFUSED"));
    assert.deepEqual(taken, []);
  });

  it("goes on after a row that the model throws at, and says what it said", async () => {
    const model = await served(workspace, "throwing");
    const { status, body } = await model.post("/predict", { features: [1, 2, 3, 400] });
    assert.equal(status, 400);
    assert.match(String(body.detail), /The model could not take this: .*Gather/);
    assert.equal((await model.post("/predict", row)).status, 200);
    assert.match(await model.text("/health"), /"healthy"/);
  });

  it("takes no more than it was told to: bytes, rows, and requests that wait", async () => {
    const model = await served(workspace, "low", "--max-body", "2000", "--max-rows", "3", "--max-queue", "2");
    const large = await model.post("/predict", { features: "x".repeat(3000) });
    assert.deepEqual([large.status, large.body.detail], [413, "The body is larger than 2000 bytes"]);
    const many = await model.post("/predict", { instances: Array.from({ length: 4 }, () => row.features) });
    assert.deepEqual([many.status, many.body.detail], [413, "4 rows; at most 3 in one request"]);
    const waiting = [1, 2].map(() => {
      const asking = request(`${model.url}/predict`, { method: "POST", headers: { "content-length": 100 } });
      asking.on("error", () => undefined);
      asking.write("{"); // and the rest never comes
      return asking;
    });
    const inFlight = /^tidemark_requests_in_flight\{.*\} 2$/m;
    await until(async () => inFlight.test(await model.text("/metrics")), "both to wait");
    const { status, retryAfter, body } = await model.post("/predict", row);
    assert.deepEqual([status, retryAfter, body.detail], [429, "1", "2 requests wait already"]);
    for (const each of waiting) each.destroy();
    await until(async () => (await model.post("/predict", row)).status === 200, "an answer");
  });

  it("asks for its key, but for its health", async () => {
    const model = await served(workspace, "low", "--api-key", "open sesame");
    for (const headers of [{}, { "x-api-key": "open sesam" }, { authorization: "Bearer shut" }]) {
      const { status, body } = await model.post("/predict", row, headers);
      assert.equal(status, 401);
      assert.match(String(body.detail), /X-API-Key/);
    }
    const keys = [{ "x-api-key": "open sesame" }, { authorization: "Bearer open sesame" }];
    for (const headers of keys) assert.equal((await model.post("/predict", row, headers)).status, 200);
    const status = async (path: string) => (await fetch(model.url + path)).status;
    const paths = ["/health", "/ping", "/v2/health/live", "/v2/health/ready", "/metrics", "/openapi.json", "/v2"];
    assert.deepEqual(await Promise.all(paths.map(status)), [200, 200, 200, 200, 401, 401, 401]);
    assert.equal((await model.post("/v2/models/low/infer", {})).status, 401);
  });

  it("keeps some of its predictions, and nowhere what is to stay secret", async () => {
    const secret = 123.4375; // float32 has it as it is
    const model = await served(workspace, "low", "--log-predictions", "25", "--redact", "f1");
    const asked = 200;
    const user = { "x-user-id": "ann" };
    await Promise.all(
      Array.from({ length: asked }, () => model.post("/predict", { features: [1, secret, 3, 4] }, user)),
    );
    assert.equal((await model.post("/predict", { features: [1, secret] })).status, 422);
    model.host.kill();
    await once(model.host, "exit");
    const home = join(workspace, ".tidemark");
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const texts = files.map(({ path, name }) => ({ name, text: readFileSync(join(path, name), "latin1") }));
    assert.deepEqual(
      texts.filter(({ text }) => text.includes(String(secret))).map(({ name }) => name),
      [],
    );
    const kept = texts
      .filter(({ name }) => /^\d.*\.jsonl$/.test(name))
      .flatMap(({ text }) => text.match(/^\[/gm) ?? []);
    // ten deviations of a quarter of so many
    assert.ok(kept.length > 5 && kept.length < 110, `${kept.length} of ${asked}`);
    const log = texts.find(({ name }) => name === "serving-low.log")?.text ?? "";
    const lines = log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(lines.length, asked + 1);
    const { at, request, ms, ...line } = lines[0] ?? {};
    assert.deepEqual(line, { protocol: "predict", code: 200, rows: 1, version: "1", user: "ann" });
    assert.deepEqual([typeof at, typeof request, typeof ms], ["string", "string", "number"]);
    const last = lines.find(({ code }) => code === 422);
    assert.match(String(last?.why), /expected 4 features, got 2/);
  });

  it("takes no address that somebody has, in one line", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const model = join(models, "low.onnx");
    const { code, err } = await tidemark(workspace, "serve", "--model", model, "--port", String(port));
    other.close();
    assert.deepEqual([code, err.trim().split("\n").length], [2, 1]);
    assert.match(err, new RegExp(`${port}.*--port`));
  });

  const whole = readFileSync(join(models, "risk.onnx"));
  for (const [what, bytes] of [
    ["empty", Buffer.alloc(0)],
    ["cut off", whole.subarray(0, whole.length / 2)],
    ["short of its last bytes", whole.subarray(0, whole.length - 3)],
    ["text", Buffer.from("<html>Not found</html>\n")],
    ["zeros", Buffer.alloc(4096)],
    ["damaged", Buffer.from(whole.map((byte, i) => (i % 50 === 49 ? byte ^ 0xff : byte)))],
  ] as const)
    it(`refuses a file that is ${what}, in one line`, async () => {
      const path = join(workspace, "broken.onnx");
      mkdirSync(workspace, { recursive: true });
      writeFileSync(path, bytes);
      const { code, out, err } = await tidemark(workspace, "serve", "--model", path, "--json");
      assert.deepEqual([code, out, err.trim().split("\n").length], [2, "", 1], err);
      assert.match(err, /broken/);
    });
});
