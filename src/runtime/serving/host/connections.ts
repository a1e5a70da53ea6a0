import type { ChildProcess } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { awayHeaders, awayText, sayAway, sayHung } from "./farewell";
import { afterLastWords } from "./lastWords";
import type { ToHost, ToWorker } from "./messages";

/** Milliseconds for which a connection waits for a process that is being started again. */
const patience = 3000;
export interface Connections {
  readonly port: number;
  /** It has said nothing for so many seconds, and is about to be ended. */
  hangs(child: ChildProcess, seconds: number): void;
  close(): void;
}

interface Held {
  readonly socket: Socket;
  readonly by: ChildProcess;
  /** Until then nobody has read of it. */
  isTaken: boolean;
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
    response.writeHead(503, awayHeaders);
    response.end(awayText);
  });
  const held = new Map<number, Held>();
  const watched = new WeakSet<ChildProcess>();
  const hung = new WeakMap<ChildProcess, number>();
  let turn = 0;
  let lastId = 0;
  let isClosed = false;

  function watch(child: ChildProcess): void {
    watched.add(child);
    child.on("message", (message: ToHost) => {
      if (message.type === "cut" || message.type === "taken") {
        const found = held.get(message.id);
        if (found) found[message.type === "cut" ? "isCut" : "isTaken"] = true;
      } else if (message.type === "closed") {
        held.get(message.id)?.socket.destroy();
        held.delete(message.id);
      }
    });
    afterLastWords(child, () => {
      const seconds = hung.get(child);
      for (const [id, { socket, by, isTaken, isCut }] of held) {
        if (by !== child) continue;
        held.delete(id);
        if (isCut || isClosed) socket.destroy();
        else if (!isTaken) hand(socket, performance.now() + patience);
        else if (seconds === undefined) sayAway(socket);
        else sayHung(socket, seconds);
      }
    });
  }

  function hand(socket: Socket, until: number): void {
    const all = answering();
    const next = all[turn++ % Math.max(1, all.length)];
    if (next?.connected) {
      if (!watched.has(next)) watch(next);
      const id = ++lastId;
      held.set(id, { socket, by: next, isTaken: false, isCut: false });
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
    server.once("error", (error: NodeJS.ErrnoException) => {
      const { host, port } = address;
      const taken = `Port ${port} of ${host} is taken: choose another with --port`;
      fail(error.code === "EADDRINUSE" ? new Error(taken) : error);
    });
    server.listen({ ...address, backlog: 4096 }, () => {
      done();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    hangs: (child, seconds) => hung.set(child, seconds),
    close() {
      isClosed = true;
      server.close();
    },
  };
}
