import type { ChildProcess } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { ToHost, ToWorker } from "./messages";

/** Milliseconds for which a connection waits for a process that is being started again. */
const patience = 1500;
/** Milliseconds for which a client may go on sending what nobody reads any more: closed sooner, it would not see why. */
const farewell = 1000;

const says = JSON.stringify({ error: "The model is being started again" });
const away = { "content-type": "application/json", "retry-after": "1", connection: "close" };
const farewellText = `HTTP/1.1 503 Service Unavailable\r\n${Object.entries({ ...away, "content-length": says.length })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("")}\r\n${says}`;

export interface Connections {
  readonly port: number;
  close(): void;
}

interface Held {
  readonly socket: Socket;
  readonly by: ChildProcess;
  /** Part of an answer may be out: whatever we wrote would stand in its middle. */
  isCut: boolean;
}

/**
 * Holds the address for as long as the endpoint lives, and hands each connection to a process that answers. The
 * connection stays open here too: the clients of a process that died hear of it.
 */
export async function shareConnections(
  address: { readonly host: string; readonly port: number },
  answering: () => readonly ChildProcess[],
): Promise<Connections> {
  const late = createHttpServer((incoming, response) => {
    incoming.resume();
    response.writeHead(503, away);
    response.end(says);
  });
  const held = new Map<number, Held>();
  const watched = new WeakSet<ChildProcess>();
  let turn = 0;
  let lastId = 0;
  let isClosed = false;

  function watch(child: ChildProcess): void {
    watched.add(child);
    child.on("message", (message: ToHost) => {
      if (message.type === "cut") {
        const found = held.get(message.id);
        if (found) found.isCut = true;
      } else if (message.type === "closed") {
        held.get(message.id)?.socket.destroy();
        held.delete(message.id);
      }
    });
    child.once("exit", () => {
      for (const [id, { socket, by, isCut }] of held) {
        if (by !== child) continue;
        held.delete(id);
        if (isCut || isClosed) socket.destroy();
        else sayFarewell(socket);
      }
    });
  }

  function hand(socket: Socket, until: number): void {
    const all = answering();
    const next = all[turn++ % Math.max(1, all.length)];
    if (next?.connected) {
      if (!watched.has(next)) watch(next);
      const id = ++lastId;
      held.set(id, { socket, by: next, isCut: false });
      next.send({ type: "connection", id } satisfies ToWorker, socket, { keepOpen: true }, () => undefined); // its end is noticed by its exit
    } else if (socket.destroyed) return;
    else if (performance.now() < until) setTimeout(() => hand(socket, until), 5);
    else {
      late.emit("connection", socket);
      socket.resume();
    }
  }

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
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      isClosed = true;
      server.close();
    },
  };
}

function sayFarewell(socket: Socket): void {
  socket.end(farewellText);
  socket.resume();
  setTimeout(() => socket.destroy(), farewell).unref();
}
