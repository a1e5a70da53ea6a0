import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askGateway } from "../../../src/runtime/rollout/askGateway";

describe("an order to a gateway", () => {
  let folder: string;
  let server: Server | undefined;

  async function gateway(answer: RequestListener) {
    const control = process.platform === "win32" ? `\\\\.\\pipe\\${process.pid}` : join(folder, "control");
    server = createServer(answer);
    await new Promise<void>((done) => server?.listen(control, done));
    return { pid: process.pid, url: "", control, token: "t" };
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-"));
  });

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("does not wait for ever for one that hangs", async () => {
    const hanging = await gateway(() => undefined);
    await assert.rejects(askGateway(hanging, "status", {}, 50), {
      code: "TEMPORARILY_UNAVAILABLE",
      message: "The gateway gave no answer to 'status' within 0.05 s",
    });
  });

  for (const [status, code] of [
    [400, "INVALID_PARAMETER_VALUE"],
    [500, "INTERNAL_ERROR"],
    [503, "TEMPORARILY_UNAVAILABLE"],
  ] as const)
    it(`that is answered with ${status} is ${code}`, async () => {
      const refusing = await gateway((_, response) => response.writeHead(status).end('{"error": "no"}'));
      await assert.rejects(askGateway(refusing, "promote"), { code, message: "no" });
    });

  it("fails with the system's words where nobody is", async () => {
    const gone = { pid: 1, url: "", control: join(folder, "none"), token: "" };
    await assert.rejects(askGateway(gone, "status"), { code: "ENOENT" });
  });
});
