import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, isIPv6, Server as NetServer } from "node:net";
import { drain } from "../../serving/serving";

/** Where clients call. */
export interface ClientDoor {
  readonly url: string;
  readonly port: number;
  /** Resolves once what was under way is answered. */
  close(): Promise<void>;
}

export async function openDoor(host: string, wanted: number, front: RequestListener): Promise<ClientDoor> {
  const server = createServer({ keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024 }, front);
  const port = await new Promise<number>((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      fail(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${wanted} of ${host} is taken: choose another with --port`)
          : error,
      );
    });
    server.listen({ host, port: wanted, backlog: 4096 }, () => done((server.address() as AddressInfo).port));
  });
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    port,
    close() {
      let isClosed = false;
      // the server's own way would close connections on which the next request is on its way
      NetServer.prototype.close.call(server, () => {
        isClosed = true;
      });
      return drain(server, () => isClosed);
    },
  };
}
