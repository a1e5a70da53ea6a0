import { Agent, request } from "node:http";
import { Readable } from "node:stream";
import type { Running } from "../runtime/running";
import { ApiError } from "../shared/apiError";
import { callThrough, type Door, type Opened, refusalOf } from "./door";

/** The routes of a runtime that is up. */
export function createHttpDoor({ url, token }: Running): Door {
  const agent = new Agent({ keepAlive: true });
  const open: Door["open"] = async (method, path, body, headers = {}) => {
    const opened = await new Promise<Opened>((resolve, reject) => {
      const isStream = body instanceof Readable;
      const bytes = body === undefined || isStream ? undefined : bytesOf(body);
      const outgoing = request(`${url}${path}`, {
        agent,
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${token}`,
          ...(bytes === undefined ? {} : { "content-length": bytes.length, "content-type": "application/json" }),
        },
      });
      outgoing.on("response", (reply) =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: reply }),
      );
      outgoing.on("error", (error) => reject(new ApiError("TEMPORARILY_UNAVAILABLE", `${url}: ${error.message}`)));
      if (isStream) body.on("error", (error) => outgoing.destroy(error)).pipe(outgoing);
      else outgoing.end(bytes);
    });
    if (opened.status >= 300) throw await refusalOf(opened);
    return opened;
  };
  return {
    url,
    open,
    call: (...asked) => callThrough(open, ...asked),
    close: async () => agent.destroy(),
  };
}

function bytesOf(body: unknown): Buffer {
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
}
