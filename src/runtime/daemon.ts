import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serveUntilEnded, startOrJoin } from "./serve";

// What the extension and `tidemark run` fork: `node runtime.js --workspace DIR [--idle SECONDS] [--also-port N]`.
// The first line on stdout is JSON: {url, token, pid}, or {error}.

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      workspace: { type: "string", default: "." },
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "0" },
      idle: { type: "string" },
      "also-port": { type: "string" },
    },
  });
  const { idle, "also-port": alsoPort } = values;
  const served = await startOrJoin({
    workspace: resolve(values.workspace),
    host: values.host,
    port: Number(values.port),
    proposedToken: process.env.TIDEMARK_TOKEN,
    ...(idle === undefined ? {} : { idleSeconds: Number(idle) }),
    ...(alsoPort === undefined ? {} : { alsoPort: Number(alsoPort) }),
  });
  if (served.kind === "joined") {
    say({ ...served.running, already: true });
    return 0;
  }
  const { url, token, pid } = served.runtime;
  say({ url, token, pid });
  return serveUntilEnded(served.runtime);
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

// who started us may be gone, and its pipe with it
process.stdout.on("error", () => undefined);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say({ error: error instanceof Error ? error.message : String(error) });
    process.exit(2);
  },
);
