import { connect } from "node:net";
import { createConnections } from "../../../../src/runtime/kernel/http/connections";
import { createDispatch } from "../../../../src/runtime/kernel/http/dispatch";
import { createGuard } from "../../../../src/runtime/kernel/http/guard";
import type { Route } from "../../../../src/runtime/kernel/http/route";
import { createHttpServer, createTake, listen } from "../../../../src/runtime/kernel/http/server";
import { createTraffic } from "../../../../src/runtime/kernel/http/traffic";
import { createLog } from "../../../../src/runtime/kernel/log";

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** What the log was told. */
  readonly lines: readonly string[];
  /** Sends the bytes as they are; resolves with all that came back before the connection closed or `until` was seen. */
  raw(text: string | Uint8Array, until?: string | RegExp): Promise<string>;
  close(): Promise<void>;
}

export interface Conditions {
  readonly token?: string;
  readonly hosts?: readonly string[];
  readonly mostConnections?: number;
}

/** Real routes behind the real server on a real socket. */
export async function serveRoutes(routes: readonly Route[], conditions: Conditions = {}): Promise<Listening> {
  const lines: string[] = [];
  const connections = createConnections(conditions.mostConnections);
  const dispatch = createDispatch(
    routes,
    createLog((line) => lines.push(line)),
  );
  const guard = createGuard(conditions.token, conditions.hosts);
  const server = createHttpServer(createTake({ dispatch, guard, connections, traffic: createTraffic() }), connections);
  const port = await listen(server, "127.0.0.1", 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    lines,
    raw: (text, until) => exchange(port, text, until),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        connections.closeAll();
      }),
  };
}

export function exchange(port: number, text: string | Uint8Array, until?: string | RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    const giveUp = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer in time; heard so far: ${heard.slice(0, 300)}`));
    }, 20_000);
    const end = () => {
      clearTimeout(giveUp);
      socket.destroy();
      resolve(heard);
    };
    socket.on("data", (part) => {
      heard += part.toString("latin1");
      if (until !== undefined && (typeof until === "string" ? heard.includes(until) : until.test(heard))) end();
    });
    socket.on("close", end);
    // a reset after the answer is an end like any other; before it, what was heard shows it
    socket.on("error", end);
  });
}
