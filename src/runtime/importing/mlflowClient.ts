import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { ApiError } from "../../shared/apiError";

/** The few calls that reading a server needs. */
export interface MlflowClient {
  readonly url: string;
  call(
    path: string,
    query: Readonly<Record<string, unknown>>,
    method?: "GET" | "POST",
  ): Promise<Record<string, unknown>>;
  download(path: string): Promise<Readable>;
}

/** Name and password may stand in the address, as MLflow's own client takes them; a token is a bearer. */
export function createMlflowClient(address: string, token: string | undefined): MlflowClient {
  const base = new URL(address);
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  else if (base.username !== "")
    headers.authorization = `Basic ${Buffer.from(`${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`).toString("base64")}`;
  base.username = "";
  base.password = "";
  const url = base.href.replace(/\/+$/, "");

  const request = async (path: string, init: RequestInit): Promise<Response> => {
    let answer: Response;
    try {
      answer = await fetch(`${url}${path}`, { ...init, headers: { ...headers, ...init.headers } });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new ApiError("TEMPORARILY_UNAVAILABLE", `${url}: cannot be reached (${cause}); is the server running?`);
    }
    if (answer.ok) return answer;
    const words = (await answer.text()).slice(0, 300);
    throw new ApiError("BAD_REQUEST", `${url}${path.replace(/\?.*/, "")}: answered ${answer.status} ${words}`);
  };
  return {
    url,
    async call(path, query, method = "POST") {
      const full = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
      const answer =
        method === "GET"
          ? await request(`${full}?${asQuery(query)}`, {})
          : await request(full, {
              method,
              headers: { "content-type": "application/json" },
              body: JSON.stringify(query),
            });
      return (await answer.json()) as Record<string, unknown>;
    },
    async download(path) {
      const answer = await request(path, {});
      return answer.body ? Readable.fromWeb(answer.body as ReadableStream) : Readable.from([]);
    },
  };
}

function asQuery(query: Readonly<Record<string, unknown>>): string {
  const found = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) found.append(key, String(each));
  return found.toString();
}

/** Every item of a list that comes in pages. */
export async function* paged(
  client: MlflowClient,
  path: string,
  query: Readonly<Record<string, unknown>>,
  field: string,
  method: "GET" | "POST" = "POST",
): AsyncGenerator<unknown> {
  let token = "";
  do {
    const answer = await client.call(path, token === "" ? query : { ...query, page_token: token }, method);
    const items = answer[field];
    if (Array.isArray(items)) yield* items;
    const next = answer.next_page_token;
    token = typeof next === "string" ? next : "";
  } while (token !== "");
}
