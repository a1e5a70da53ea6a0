import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFence } from "../vscode/loopbackOnly";

/** Tries the ways out that Node has, and prints how each of them ended. */
const tries = `
const say = (name, error) => console.log(name + ": " + (error.cause ?? error).message);
fetch("http://198.51.100.7/").catch((error) => say("fetch", error));
require("node:http").get("http://198.51.100.7/").on("error", (error) => say("http", error));
require("node:net").connect(80, "198.51.100.7").on("error", (error) => say("net", error));
require("node:tls").connect({ host: "198.51.100.7", port: 443 }).on("error", (error) => say("tls", error));
fetch(process.argv[2]).then((reply) => console.log("this machine: " + reply.status));
`;

describe("the fence around the window tests", () => {
  const home = mkdtempSync(join(tmpdir(), "tidemark-fence-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it("lets Node reach this machine only, and tells who tried to leave it", async () => {
    const server = createServer((_request, reply) => reply.end()).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const script = join(home, "tries.cjs");
    writeFileSync(script, tries);
    const { nodeFlags, escapesOf } = buildFence(home);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, [...nodeFlags, script, address]);
    let said = "";
    child.stdout.on("data", (part: Buffer) => {
      said += part.toString();
    });
    await new Promise((done) => child.once("close", done));
    server.close();
    const refused = "198.51.100.7: tests stay on this machine";
    assert.deepEqual(said.trim().split("\n").sort(), [
      `fetch: ${refused}`,
      `http: ${refused}`,
      `net: ${refused}`,
      "this machine: 200",
      `tls: ${refused}`,
    ]);
    assert.equal(escapesOf(home).length, 4);
    assert.equal(escapesOf("/elsewhere").length, 0);
  });
});
