import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { cli } from "../cli/tidemark";

export interface Served {
  readonly url: string;
  /** Of the process that answers. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** `tidemark serve`, once it answers. */
export async function serve(workspace: string, model: string, ...more: readonly string[]): Promise<Served> {
  const words = ["serve", "--model", model, "--workspace", workspace, "--json", ...more];
  const child = spawn(process.execPath, [cli, ...words], { cwd: workspace, stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-3000);
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "close").then(() => [undefined]),
  ])) as [string | undefined];
  if (line === undefined) throw new Error(`${model} is not served: ${complaints}`);
  const { url, pid } = JSON.parse(line) as { readonly url: string; readonly pid: number };
  return { url, pid, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "close");
}
