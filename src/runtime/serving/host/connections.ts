import type { ChildProcess } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { ToWorker } from "./messages";

/** Milliseconds for which a connection waits for a process that is being started again. */
const patience = 1500;

export interface Connections {
  readonly port: number;
  close(): void;
}

/** Holds the address for as long as the endpoint lives, and hands each connection to one that answers. */
export async function shareConnections(
  address: { readonly host: string; readonly port: number },
  answering: () => readonly ChildProcess[],
): Promise<Connections> {
  const away = createHttpServer((incoming, response) => {
    incoming.resume();
    response.writeHead(503, { "content-type": "application/json", "retry-after": "1", connection: "close" });
    response.end(JSON.stringify({ error: "The model is being started again" }));
  });
  let turn = 0;
  const hand = (socket: Socket, until: number): void => {
    const all = answering();
    const next = all[turn++ % Math.max(1, all.length)];
    if (next?.connected) {
      next.send({ type: "connection" } satisfies ToWorker, socket, { keepOpen: false }, (error) => {
        if (error) socket.destroy();
      });
    } else if (socket.destroyed) return;
    else if (performance.now() < until) setTimeout(() => hand(socket, until), 5);
    else {
      away.emit("connection", socket);
      socket.resume();
    }
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    hand(socket, performance.now() + patience);
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen({ ...address, backlog: 4096 }, () => {
      server.off("error", fail);
      done();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
