import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFrameReader, encodeFrame } from "../../../../src/runtime/serving/engine/frames";
import { createRemoteEngine, type RemoteEngine } from "../../../../src/runtime/serving/engine/remoteEngine";
import type { ModelFacts } from "../../../../src/runtime/serving/modelFacts";

const facts: ModelFacts = {
  name: "churn",
  version: "1",
  columns: undefined,
  inputs: [],
  outputs: [],
  classes: undefined,
  prediction: 0,
  probabilities: undefined,
};

describe("a model in another process", () => {
  let folder: string;
  let server: Server;
  let engine: RemoteEngine;
  let hung: number;
  const sockets = new Set<Socket>();

  /** A process that answers what `answers` says, and keeps silent to the rest. */
  async function start(answers: (id: number) => boolean, longest: number): Promise<void> {
    const place = process.platform === "win32" ? `\\\\.\\pipe\\${process.pid}-engine` : join(folder, "engine");
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on(
        "data",
        createFrameReader(({ id }) => {
          if (answers(id)) socket.write(encodeFrame({ id, code: 0, tensors: [], message: "" }));
        }),
      );
    });
    await new Promise<void>((done) => server.listen(place, done));
    engine = createRemoteEngine({ facts, longest, onHang: () => hung++ });
    engine.attach(place);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-"));
    hung = 0;
  });

  afterEach(async () => {
    await engine.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("hangs when it answers nobody", async () => {
    await start(() => false, 200);
    await assert.rejects(engine.run([], 1), { status: 504 });
    assert.equal(hung, 1);
  });

  it("is left alone when it answers others, however long one waits", async () => {
    await start((id) => id > 1, 1000);
    let isOver = false;
    const first = assert.rejects(engine.run([], 1), { status: 504 }).then(() => {
      isOver = true;
    });
    while (!isOver) await engine.run([], 1);
    await first;
    assert.equal(hung, 0);
  });

  it("refuses at once what is asked after it was closed", async () => {
    await start(() => true, 1000);
    await engine.close();
    await assert.rejects(engine.run([], 1), { status: 503 });
  });
});
