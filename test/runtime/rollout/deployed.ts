import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join, resolve } from "node:path";
import { tidemark } from "../../cli/tidemark";

export const models = join(resolve(__dirname, "../../../.."), "test/fixtures/rollout");

export interface Answer {
  readonly status: number;
  readonly variant: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: unknown;
}

export interface Status {
  readonly phase: string;
  readonly reason: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly pid: number;
  readonly url: string;
  readonly variants: readonly { readonly name: string; readonly pid?: number; readonly restarts: number }[];
}

/** A deployment of the small models of test/fixtures/rollout, driven by the command line. */
export function deployed(workspace: string, name = "churn") {
  const file = join(workspace, "deploy", `${name}.yaml`);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let url = "";

  const command = async (...args: string[]) => {
    const { code, out, err } = await tidemark(workspace, ...args, "--json");
    if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${err}`);
    return JSON.parse(out) as Status;
  };

  return {
    file,
    agent,
    get url() {
      return url;
    },
    write(strategy: string, variants: Readonly<Record<string, string>>, more = ""): void {
      mkdirSync(join(workspace, "deploy"), { recursive: true });
      const listed = Object.entries(variants).map(
        ([variant, model]) => `    - {name: ${variant}, model: ${JSON.stringify(resolve(models, `${model}.onnx`))}}`,
      );
      const text = `apiVersion: tidemark/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  variants:\n${listed.join("\n")}\n  strategy: ${strategy}\n${more}`;
      writeFileSync(file, text);
    },
    text: () => readFileSync(file, "utf8"),
    async apply(): Promise<void> {
      url = (await command("deploy", "apply", file)).url;
    },
    status: () => command("deploy", "status", name),
    command: (...args: string[]) => command(...args),
    run: (...args: string[]) => tidemark(workspace, ...args),
    /** A request for one row. */
    ask: (user?: string, features: readonly number[] = [1, 2, 3, 4], path = "/predict") =>
      send(agent, `${url}${path}`, { features }, user),
    post: (path: string, body: unknown) => send(agent, `${url}${path}`, body, undefined),
    async end(): Promise<void> {
      agent.destroy();
      await tidemark(workspace, "deploy", "delete", name);
      await tidemark(workspace, "stop");
    },
  };
}

/** Rejects where the connection breaks. */
export function send(agent: Agent, url: string, body: unknown, user: string | undefined): Promise<Answer> {
  return new Promise((done, fail) => {
    const text = JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...(user === undefined ? {} : { "x-user-id": user }),
    };
    const asking = request(url, { agent, method: "POST", headers }, (reply) => {
      let said = "";
      reply.setEncoding("utf8").on("data", (part: string) => {
        said += part;
      });
      reply.on("error", fail);
      reply.on("end", () =>
        done({
          status: reply.statusCode ?? 0,
          variant: reply.headers["x-tidemark-variant"] as string | undefined,
          retryAfter: reply.headers["retry-after"],
          body: said.startsWith("{") ? JSON.parse(said) : said,
        }),
      );
    });
    asking.on("error", fail);
    asking.end(text);
  });
}

/** Asks all the time, `at` requests at once, until told to stop; resolves with how each of them went. */
export function keepAsking(ask: (n: number) => Promise<Answer>, at: number): () => Promise<(Answer | Error)[]> {
  const seen: (Answer | Error)[] = [];
  let isOver = false;
  let n = 0;
  const all = Promise.all(
    Array.from({ length: at }, async () => {
      while (!isOver) seen.push(await ask(n++).catch((error: Error) => error));
    }),
  );
  return async () => {
    isOver = true;
    await all;
    return seen;
  };
}
