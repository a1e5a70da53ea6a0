import { request } from "node:http";
import { ApiError } from "../../shared/apiError";
import type { Tried } from "../../shared/deploymentPage";

const longestWait = 30_000;

/** Asks a deployment as any client would; pages may not reach it themselves. What it refuses is an answer too. */
export function tryDeployment(url: string, body: string): Promise<Tried> {
  const began = performance.now();
  const address = new URL("/predict", url);
  // one that listens everywhere is also here
  if (address.hostname === "0.0.0.0") address.hostname = "127.0.0.1";
  if (address.hostname === "[::]") address.hostname = "[::1]";
  return new Promise((done, fail) => {
    const give = (why: string) => fail(new ApiError("TEMPORARILY_UNAVAILABLE", `${url} gave no answer: ${why}`));
    const asking = request(
      address,
      { method: "POST", headers: { "content-type": "application/json" }, agent: false, timeout: longestWait },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("error", (error) => give(error.message));
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { "x-tidemark-variant": variant, "x-request-id": requestId } = response.headers;
          done({
            status: response.statusCode ?? 0,
            variant: typeof variant === "string" ? variant : undefined,
            requestId: typeof requestId === "string" ? requestId : undefined,
            milliseconds: performance.now() - began,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    asking.on("timeout", () => asking.destroy(new Error(`none in ${longestWait / 1000} s`)));
    asking.on("error", (error) => give(error.message));
    asking.end(body);
  });
}
