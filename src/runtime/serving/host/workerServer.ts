import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drain } from "../front/drain";
import { type Front, largeAnswer } from "../front/front";

/** What the process that holds a connection has to know of it. */
export interface Watcher {
  onCut(): void;
  onClose(): void;
}

/** Answers on connections that were accepted elsewhere. */
export interface WorkerServer {
  take(socket: Socket, watcher: Watcher): void;
  /** Resolves once what was under way is answered. */
  drain(): Promise<void>;
}

export async function createWorkerServer(front: Front): Promise<WorkerServer> {
  const server = createServer({ keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024 }, front);
  const sockets = new Set<Socket>();
  await listenSomewhere(server);
  return {
    take(socket, { onCut, onClose }) {
      sockets.add(socket);
      socket.once(largeAnswer, onCut);
      socket.once("close", () => {
        sockets.delete(socket);
        onClose();
      });
      server.emit("connection", socket);
      socket.resume();
    },
    async drain() {
      await drain(server, () => sockets.size === 0);
      server.close();
    },
  };
}

/** Nobody calls there, but only a server that listens watches over its connections. */
function listenSomewhere(server: Server): Promise<void> {
  const name = `tidemark-${process.pid}-${randomBytes(6).toString("hex")}`;
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(path, done);
  });
}
