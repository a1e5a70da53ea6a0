import { request } from "node:http";
import { ApiError } from "../../shared/apiError";
import type { GatewayFile } from "./gateway/plan";

/** Gives a gateway an order. Rejects with an ApiError for what it refuses, with the system's error when it is gone. */
export function askGateway<T>({ control, token }: GatewayFile, order: string, body: unknown = {}): Promise<T> {
  return new Promise((done, fail) => {
    const asking = request(
      {
        socketPath: control,
        path: `/${order}`,
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("error", fail);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as T & { readonly error?: string };
          if (response.statusCode === 200) done(answer);
          else fail(new ApiError("INVALID_PARAMETER_VALUE", answer.error ?? `the gateway said ${response.statusCode}`));
        });
      },
    );
    asking.on("error", fail);
    asking.end(JSON.stringify(body));
  });
}
