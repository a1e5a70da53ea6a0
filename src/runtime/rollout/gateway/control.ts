import { createServer, type IncomingMessage, type Server } from "node:http";
import { ApiError } from "../../../shared/apiError";
import { type Answer, jsonAnswer, Refusal } from "../../serving/serving";

/** An order of the runtime, by the last part of its path. */
export type Orders = Readonly<Record<string, (body: unknown) => unknown>>;

/** Takes orders from the runtime, where no client can reach. */
export function openControl(path: string, token: string, orders: Orders): Promise<Server> {
  const server = createServer((incoming, response) => {
    void answer(incoming, token, orders).then(({ status, headers, body }) => {
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(path, () => done(server));
  });
}

async function answer(incoming: IncomingMessage, token: string, orders: Orders): Promise<Answer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (incoming.headers.authorization !== `Bearer ${token}`) return jsonAnswer(401, { error: "Not for you" });
    const order = orders[(incoming.url ?? "").slice(1)];
    if (order === undefined) return jsonAnswer(404, { error: `${incoming.url} is no order` });
    const text = Buffer.concat(chunks).toString();
    return jsonAnswer(200, (await order(text === "" ? {} : JSON.parse(text))) ?? {});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const status = error instanceof ApiError || error instanceof Refusal ? error.status : 500;
    return jsonAnswer(status, { error: message });
  }
}
