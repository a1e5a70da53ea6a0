import { request } from "node:http";
import { ApiError, type ErrorCode } from "../../shared/apiError";
import type { GatewayFile } from "./gateway/plan";

/** Milliseconds: large models take their time to open, and nothing else does. */
const longestOf = (order: string) => (order === "apply" ? 600_000 : 10_000);

/**
 * Gives a gateway an order. Rejects with an ApiError for what it refuses and when it hangs, with the system's error when
 * it is gone.
 */
export function askGateway<T>(
  { control, token }: GatewayFile,
  order: string,
  body: unknown = {},
  longest = longestOf(order),
): Promise<T> {
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
          clearTimeout(patience);
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as T & { readonly error?: string };
          const { statusCode = 0 } = response;
          if (statusCode === 200) done(answer);
          else fail(new ApiError(codes.get(statusCode) ?? "INVALID_PARAMETER_VALUE", answer.error ?? `${statusCode}`));
        });
      },
    );
    const patience = setTimeout(() => {
      const why = `The gateway gave no answer to '${order}' within ${longest / 1000} s`;
      asking.destroy(new ApiError("TEMPORARILY_UNAVAILABLE", why));
    }, longest);
    asking.on("error", (error) => {
      clearTimeout(patience);
      fail(error);
    });
    asking.end(JSON.stringify(body));
  });
}

/** What is no fault of whoever asked. */
const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [500, "INTERNAL_ERROR"],
  [503, "TEMPORARILY_UNAVAILABLE"],
  [507, "DISK_FULL"],
]);
