import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/**
 * The body as a stream that a route may destroy: destroying the request itself would take the connection with it,
 * and the client would never see why it was refused.
 */
export function createBodyStream(incoming: IncomingMessage): Readable {
  const stream = new Readable({
    highWaterMark: 512 * 1024, // pausing the socket after every piece costs more than the piece
    read: () => void incoming.resume(),
    destroy(error, done) {
      incoming.off("data", take).resume(); // the rest goes nowhere
      done(error);
    },
  });
  const take = (part: Buffer) => {
    if (!stream.push(part)) incoming.pause();
  };
  incoming.on("data", take).pause();
  incoming.once("end", () => stream.push(null));
  incoming.once("error", (error) => stream.destroy(error));
  stream.on("error", () => undefined); // the client may leave before anybody reads; who reads later is told
  return stream;
}
