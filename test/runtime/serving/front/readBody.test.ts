import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { readBody } from "../../../../src/runtime/serving/front/readBody";

describe("the body of a request", () => {
  let server: Server;
  let heard: (what: string) => void;

  beforeEach(async () => {
    server = createServer((incoming, response) => {
      const say = (what: string) => {
        heard(what);
        response.end();
      };
      readBody(
        incoming,
        100,
        (body) => say(`body of ${body.length}`),
        ({ message }) => say(message),
      );
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const portOf = () => (server.address() as AddressInfo).port;

  it("is told of when its client goes away in the middle, so that it counts no longer among those who wait", async () => {
    const said = new Promise<string>((done) => {
      heard = done;
    });
    const client = connect(portOf(), "127.0.0.1");
    client.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{"features"', () => client.destroy());
    assert.equal(await said, "The client went away before its body was whole");
  });

  it("is told of once when it is whole", async () => {
    const all: string[] = [];
    heard = (what) => all.push(what);
    await new Promise((done) => {
      request({ port: portOf(), method: "POST", agent: false }, (response) => response.resume().on("close", done)).end(
        "x".repeat(50),
      );
    });
    assert.deepEqual(all, ["body of 50"]);
  });

  it("is told of once when it is too large and its client goes away", async () => {
    const all: string[] = [];
    heard = (what) => all.push(what);
    const client = connect(portOf(), "127.0.0.1");
    client.write(`POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n96\r\n${"x".repeat(0x96)}\r\n`);
    await new Promise((done) => client.once("data", done));
    client.destroy();
    await new Promise<void>((done) => server.close(() => done()));
    assert.deepEqual(all, ["The body is larger than 100 bytes"]);
  });
});
