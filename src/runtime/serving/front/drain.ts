import type { Server, ServerResponse } from "node:http";

/** Milliseconds after which a connection without a request is closed: one that is in use has had its next request by then. */
const grace = 1000;
const lookEvery = 20;

/**
 * Lets a server end without losing a request: what comes on its connections is answered, each with the word that it was
 * the last one. Resolves once `isDone`.
 */
export async function drain(server: Server, isDone: () => boolean): Promise<void> {
  server.prependListener("request", (_incoming: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  const began = performance.now();
  while (!isDone()) {
    await new Promise((wake) => setTimeout(wake, lookEvery));
    if (performance.now() - began > grace) server.closeIdleConnections();
  }
}
