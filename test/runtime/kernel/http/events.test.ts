import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { createEvents } from "../../../../src/runtime/kernel/events";
import { workRoutes } from "../../../../src/runtime/kernel/http/workRoutes";
import { createMemoryKernel } from "../../../../src/runtime/main";
import { temporaryFolder } from "../temporary";
import { type Listening, serveRoutes } from "./listening";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("GET events", () => {
  const events = createEvents();
  let server: Listening;
  before(async () => {
    server = await serveRoutes(workRoutes({ ...createMemoryKernel(temporaryFolder()), events }));
  });
  after(() => server.close());

  const subscribe = (port: number) => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write("GET /api/tidemark/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n");
    return socket;
  };
  const until = async (isSo: () => boolean) => {
    for (let tries = 0; tries < 300 && !isSo(); tries++) await wait(10);
    assert.ok(isSo());
  };

  it("tells of changes as they come, until the listener leaves", async () => {
    const reply = await fetch(`${server.url}/api/tidemark/v1/events`);
    assert.equal(reply.headers.get("content-type"), "text/event-stream; charset=utf-8");
    assert.equal(reply.headers.get("x-content-type-options"), "nosniff");
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    let text = "";
    const read = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader.read()).value ?? assert.fail("ended");
    };
    await until(() => events.watchers === 1);
    events.emit({ kind: "run", id: "a", status: "RUNNING" });
    await read('event: change\ndata: [{"kind":"run","id":"a","status":"RUNNING"}]\n\n');
    events.emit({ kind: "run", id: "b" });
    await read('data: [{"kind":"run","id":"b"}]\n\n');
    await reader.cancel();
    await until(() => events.watchers === 0);
  });

  it("holds little for a listener that does not read, and lets it go when it leaves", async () => {
    const slow = subscribe(server.port);
    await once(slow, "data");
    slow.pause();
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 1900; i++) events.emit({ kind: "run", id: `${round} ${i}`, name: "n".repeat(1000) });
      await wait(60);
    }
    const grown = process.memoryUsage().heapUsed + process.memoryUsage().external - before;
    assert.ok(grown < 40e6, `38 MB of news, ${(grown / 1e6).toFixed(0)} MB kept`);
    slow.destroy();
    await until(() => events.watchers === 0);
  });
});
