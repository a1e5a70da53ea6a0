import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "./freePort";

/** What becomes of a request: nothing ever; AccessDenied; an answer that ends after its first bytes. */
export type Trouble = "hold" | "deny" | "cut";

export interface Store {
  /** Of the door before the store. */
  readonly url: string;
  /** The store's own: what goes there is neither kept in `asked` nor troubled. */
  readonly inner: string;
  readonly asked: IncomingMessage[];
  readonly answered: IncomingMessage[];
  trouble: (asked: IncomingMessage) => Trouble | undefined;
  stop(): Promise<void>;
}

/** moto's S3 server, and a door before it that remembers what is asked and can make trouble. */
export async function startStore(python: string): Promise<Store> {
  const port = await freePort();
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    said = (said + part).slice(-3000);
  });
  const inner = `http://127.0.0.1:${port}`;
  while (!(await answers(inner))) {
    if (child.exitCode !== null) throw new Error(`moto did not start: ${said}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  const door = createServer((asked, answer) => {
    store.asked.push(asked);
    answer.on("finish", () => store.answered.push(asked));
    pass(asked, answer, port, store.trouble(asked));
  });
  await new Promise<void>((ready) => door.listen(0, "127.0.0.1", ready));
  const store: Store = {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    inner,
    asked: [],
    answered: [],
    trouble: () => undefined,
    async stop() {
      door.closeAllConnections();
      door.close();
      await ended(child);
    },
  };
  return store;
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const denied = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

function pass(asked: IncomingMessage, answer: ServerResponse, port: number, trouble: Trouble | undefined): void {
  asked.on("error", () => undefined); // who asked was killed
  if (trouble === "hold") return;
  if (trouble === "deny") {
    asked.resume().on("end", () => answer.writeHead(403, { "content-type": "application/xml" }).end(denied));
    return;
  }
  const { method, url: path, headers } = asked;
  const inner = request({ host: "127.0.0.1", port, method, path, headers }, (from) => {
    answer.writeHead(from.statusCode ?? 500, from.headers);
    if (trouble === undefined) from.pipe(answer);
    else from.once("data", (some: Buffer) => answer.write(some.subarray(0, 1000), () => answer.destroy()));
  });
  inner.on("error", () => answer.destroy());
  asked.pipe(inner);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}
