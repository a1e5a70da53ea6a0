import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cli, rootAbove } from "../../cli/tidemark";

const models = join(rootAbove(__dirname), "test/fixtures/rollout");

export interface Served {
  readonly url: string;
  /** Of one process that answers. */
  readonly pid: number;
  readonly host: ChildProcess;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  text(path: string): Promise<string>;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const started = new Set<ChildProcess>();

/** `tidemark serve` of a small model of test/fixtures/rollout, once it answers. */
export async function served(workspace: string, model: string, ...more: readonly string[]): Promise<Served> {
  const words = ["serve", "--model", join(models, `${model}.onnx`), "--workspace", workspace, "--json", ...more];
  const host = spawn(process.execPath, [cli, ...words], { cwd: workspace, stdio: ["ignore", "pipe", "pipe"] });
  started.add(host);
  let complaints = "";
  host.stderr.on("data", (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-3000);
  });
  const lines = createInterface({ input: host.stdout });
  const [line] = (await Promise.race([once(lines, "line"), once(host, "close").then(() => [undefined])])) as [
    string | undefined,
  ];
  if (line === undefined) throw new Error(complaints);
  const { url, pid } = JSON.parse(line) as { readonly url: string; readonly pid: number };
  return {
    url,
    pid,
    host,
    async post(path, body, headers = {}) {
      // each on a connection of its own, so that every worker gets some
      const answer = await fetch(url + path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { ...headers, connection: "close" },
      });
      const said = (await answer.json()) as Answer["body"];
      return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: said };
    },
    text: async (path) => (await fetch(url + path, { headers: { connection: "close" } })).text(),
  };
}

/** Whatever a test left running. */
export async function endServed(): Promise<void> {
  for (const host of started) {
    started.delete(host);
    if (host.exitCode !== null || host.signalCode !== null) continue;
    host.kill();
    await once(host, "close");
  }
}
