import { serveUntilEnded, startOrJoin } from "../../runtime/serve";
import { UsageError } from "../args";
import { defineVerb } from "../verb";

export const up = defineVerb({
  usage: "[--host ADDRESS] [--port N] [--no-auth]",
  about: [
    "Stays in the foreground until Ctrl+C or SIGTERM. Scripts find it with what `tidemark env` prints.",
    "",
    "  tidemark up                                  on this machine, any free port",
    "  tidemark up --port 5000 --no-auth            where old scripts look for MLflow",
    "  tidemark up --host 0.0.0.0 --name ml.lan     for other machines, which call it ml.lan",
    "",
    "With --json the first line is {url, token, pid}. A second `up` prints the one that runs.",
  ].join("\n"),
  options: {
    host: { kind: "text", value: "ADDRESS", help: "where to listen (default: 127.0.0.1, this machine alone)" },
    port: { kind: "integer", value: "N", help: "default: 0, any free one" },
    name: { kind: "texts", value: "NAME", help: "a further host name under which clients call; may be repeated" },
    "no-auth": { kind: "flag", help: "ask for no token: whoever reaches the port may read and write" },
  },
  async run({ workspace, json, options, out }) {
    const { host = "127.0.0.1", port = 0, name: names } = options;
    if (port < 0 || port > 65_535) throw new UsageError(`--port: ${port} is no port; 0 to 65535`);
    const served = await startOrJoin({ workspace, host, port, names, auth: !options["no-auth"], warn: out.note });
    const { url, token, pid } = served.kind === "started" ? served.runtime : served.running;
    const isThere = served.kind === "joined";
    if (json) out.document({ url, token, pid, ...(isThere ? { already: true } : {}) });
    else {
      out.print(`${isThere ? "already up" : "up"}: ${url} (process ${pid})`);
      out.print(`token: ${token}`);
      if (!isThere) out.print("Scripts find it with `tidemark env`; Ctrl+C ends it.");
    }
    if (served.kind === "joined") return 0;
    if (options["no-auth"] && !isLoopback(host))
      out.note("tidemark: no token and not only this machine: whoever reaches the port may read and write");
    return serveUntilEnded(served.runtime);
  },
});

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
