import { createHmac, randomBytes } from "node:crypto";
import { get } from "node:http";
import type { Reply, Route } from "./http/route";

export const noncePath = "/api/tidemark/v1/nonce";

/** Whoever waits longer is busy, not gone. */
const patience = 3000;

/** Proof that the one who answers knows the nonce, without telling it. */
function prove(nonce: string, challenge: string): string {
  return createHmac("sha256", nonce).update(challenge).digest("hex");
}

export function nonceRoute(nonce: string): Route {
  return {
    method: "GET",
    path: noncePath,
    open: true,
    handle: ({ query }) => proof(nonce, query),
  };
}

export function proof(nonce: string, query: URLSearchParams): Reply {
  const challenge = (query.get("challenge") ?? "").slice(0, 100);
  return { status: 200, headers: { "content-type": "text/plain" }, body: prove(nonce, challenge) };
}

/** Whether the process that wrote the lock is the one that listens at its address. */
export function answersNonce({ url, nonce }: { url: string; nonce: string }): Promise<boolean> {
  const challenge = randomBytes(16).toString("hex");
  return new Promise((resolve) => {
    const request = get(`${url}${noncePath}?challenge=${challenge}`, { agent: false, timeout: patience }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (part: string) => {
        text += part.slice(0, 200);
      });
      reply.on("end", () => resolve(text === prove(nonce, challenge)));
      reply.on("error", () => resolve(false));
    });
    request.on("timeout", () => {
      resolve(true);
      request.destroy();
    });
    request.on("error", () => resolve(false));
  });
}
