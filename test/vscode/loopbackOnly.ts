import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A try to leave the machine, by any process that VS Code's server started. */
export interface Escape {
  readonly host: string;
  readonly program: string;
  readonly stack: string;
}

export interface Fence {
  /** For the server's Node: what it forks inherits them, and what the extension host starts. */
  readonly nodeFlags: readonly string[];
  /** What code under `folder`, or a program in it, tried to reach. VS Code's own tries are refused and forgotten. */
  escapesOf(folder: string): readonly Escape[];
}

/** Flags with which Node opens no socket but to this machine: tries fail and are written down. */
export function buildFence(home: string): Fence {
  const script = join(home, "loopbackOnly.cjs");
  const list = join(home, "escapes.jsonl");
  writeFileSync(script, `(${keepInside.toString()})(${JSON.stringify(list)});\n`);
  return {
    nodeFlags: [`--require=${script}`],
    escapesOf(folder) {
      const lines = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
      return lines
        .filter((line) => line !== "")
        .map((line): Escape => JSON.parse(line))
        .filter((each) => each.program.startsWith(folder) || each.stack.includes(folder));
    },
  };
}

/** Runs in each process before anything else, written out as text: it stands alone. */
function keepInside(list: string): void {
  const net: typeof import("node:net") = require("node:net");
  const { appendFileSync }: typeof import("node:fs") = require("node:fs");
  // VS Code takes this from what it starts, so the extension host puts it back for the runtime
  if (process.argv.some((each) => each === "--type=extensionHost"))
    process.env.NODE_OPTIONS = `--require=${JSON.stringify(__filename)}`;
  const connect = net.Socket.prototype.connect;
  type Target = { readonly host?: string; readonly path?: string | null };
  const targetOf = (args: readonly unknown[]): Target => {
    const [first, second] = Array.isArray(args[0]) ? args[0] : args; // net.connect hands its arguments on in an array
    if (typeof first === "object" && first !== null) return first;
    if (typeof first === "string" && Number.isNaN(Number(first))) return { path: first };
    return typeof second === "string" ? { host: second } : {};
  };
  net.Socket.prototype.connect = function (this: import("node:net").Socket, ...args: unknown[]) {
    const { host = "localhost", path } = targetOf(args);
    if (path || /^(localhost|::1|\[::1\]|::ffff:127\..*|127\..*|0\.0\.0\.0)$/.test(host))
      return Reflect.apply(connect, this, args);
    const stack = new Error().stack ?? "";
    appendFileSync(list, `${JSON.stringify({ host, program: process.argv[1] ?? "", stack })}\n`);
    process.nextTick(() => this.destroy(new Error(`${host}: tests stay on this machine`)));
    return this;
  };
}
