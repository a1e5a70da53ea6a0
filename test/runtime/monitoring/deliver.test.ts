import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Monitor } from "../../../src/core/monitors/monitor";
import { readMonitors } from "../../../src/core/monitors/readMonitors";
import { placesOf } from "../../../src/runtime/kernel/home";
import { createLog } from "../../../src/runtime/kernel/log";
import { createDeliver } from "../../../src/runtime/monitoring/deliver";
import type { Alert, WindowResult } from "../../../src/shared/monitors";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";

const alert: Alert = {
  id: "a1",
  monitor: "churn",
  at: 0,
  health: "failing",
  says: "4 of 9 columns drifted",
  acknowledged: false,
};
const window: WindowResult = {
  id: "w1",
  from: 0,
  to: 60_000,
  rows: 12,
  health: "failing",
  says: alert.says,
  drifted: 4,
  tested: 9,
  scores: { age: 0.3 },
  figures: {},
  took_ms: 1,
};

describe("an alert", () => {
  let server: Server;
  let address = "";
  let answers: number[] = [];
  let got: { path: string; body: Record<string, unknown> }[] = [];
  let logged = "";
  before(async () => {
    server = createServer((incoming, response) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      incoming.on("end", () => {
        got.push({ path: incoming.url ?? "", body: JSON.parse(text) });
        const status = answers.shift() ?? 200;
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  after(() => server.close());
  beforeEach(() => {
    [answers, got, logged] = [[], [], ""];
  });

  async function deliver(
    wish: string,
    environment: NodeJS.ProcessEnv = {},
    { longestCommand = 10_000, of = window, says = alert.says } = {},
  ) {
    const workspace = temporaryFolder();
    const [monitor] = readMonitors(`monitors: {churn: {data: a.csv, reference: b.csv, alert: {${wish}}}}`).monitors;
    const log = createLog((line) => {
      logged += line;
    });
    const tell = createDeliver(
      { log, places: placesOf(workspace) },
      { environment: { ...process.env, ...environment }, pauses: [1, 1], patience: 2000, longestCommand },
    );
    await tell(monitor as Monitor, { ...alert, says }, of);
    return workspace;
  }

  it("goes to the webhook as JSON", async () => {
    await deliver(`webhook: "${address}"`);
    assert.deepEqual(
      got.map(({ path }) => path),
      ["/hook"],
    );
    const [{ body }] = got as [(typeof got)[0]];
    assert.equal(body.text, "churn: 4 of 9 columns drifted");
    assert.deepEqual(body.alert, { id: "a1", at: "1970-01-01T00:00:00.000Z", health: "failing", says: alert.says });
    assert.deepEqual((body.window as { scores: object }).scores, { age: 0.3 });
  });

  it("is told again when the webhook fails, and not when it refuses", async () => {
    answers = [500, 503, 200];
    await deliver("webhook: env:HOOK", { HOOK: address });
    assert.equal(got.length, 3);
    assert.equal(logged, "");
    got = [];
    answers = [500, 500, 500, 500];
    await deliver("webhook: env:HOOK", { HOOK: address });
    assert.equal(got.length, 3);
    assert.match(logged, /a webhook was not told.*it answered 500/);
    assert.ok(!logged.includes(address), "an address may hold a secret");
    got = [];
    answers = [404];
    await deliver("webhook: env:HOOK", { HOOK: address });
    assert.equal(got.length, 1);
  });

  it("does not go where a webhook sends it", async () => {
    answers = [302];
    await deliver(`webhook: "${address}"`);
    assert.deepEqual(
      got.map(({ path }) => path),
      ["/hook"],
    );
  });

  it("says when a webhook has no address, or nobody listens there", async () => {
    await deliver("webhook: env:TIDEMARK_NO_SUCH_HOOK");
    assert.match(logged, /env:TIDEMARK_NO_SUCH_HOOK is not set/);
    await deliver("webhook: env:HOOK", { HOOK: "http://127.0.0.1:1/x" });
    assert.match(logged, /a webhook was not told/);
  });

  it("runs a command in the workspace with the alert in its environment", async function () {
    if (process.platform === "win32") this.skip();
    const workspace = await deliver(
      "command: 'echo \"$TIDEMARK_MONITOR $TIDEMARK_HEALTH: $TIDEMARK_SAYS\" > told.txt'",
    );
    assert.equal(readFileSync(join(workspace, "told.txt"), "utf8"), "churn failing: 4 of 9 columns drifted\n");
    await deliver("command: echo broken >&2; exit 3");
    assert.match(logged, /a command of an alert failed.*exit code 3: broken/);
  });

  it("gives a command all of it to read, however much that is", async function () {
    if (process.platform === "win32") this.skip();
    const scores = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`column\0${i}`, i]));
    const says = `drifted where it is \0${"x".repeat(200_000)}`;
    const of = { ...window, scores };
    const workspace = await deliver('command: cat > told.json; echo "$TIDEMARK_SAYS" > says.txt', {}, { of, says });
    assert.equal(logged, "");
    const told = JSON.parse(readFileSync(join(workspace, "told.json"), "utf8")) as { window: { scores: object } };
    assert.deepEqual(told.window.scores, scores);
    assert.equal(readFileSync(join(workspace, "says.txt"), "utf8").length, 1001);
    // one that does not read it
    await deliver("command: exit 0", {}, { of });
    assert.equal(logged, "");
  });

  it("ends a command that takes too long, with all that it started", async function () {
    if (process.platform === "win32") this.skip();
    const workspace = await deliver(
      "command: echo $$ > shell; sleep 600 & echo $! > sleeper; wait",
      {},
      { longestCommand: 300 },
    );
    assert.match(logged, /a command of an alert failed.*it was ended after 0\.3 s/);
    const pid = Number(readFileSync(join(workspace, "sleeper"), "utf8"));
    // nobody may have waited for it yet: then it is dead, and still in the list
    const isAlive = () => {
      try {
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
      } catch {
        return false;
      }
    };
    await until(async () => (isAlive() ? undefined : true), "the end of what it started");
  });

  it("of a command that no system takes is told in the log", async () => {
    await deliver('command: "echo \\0"');
    assert.match(logged, /a command of an alert failed/);
  });
});
