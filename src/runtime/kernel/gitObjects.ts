import { type ChildProcess, spawn } from "node:child_process";
import { ApiError } from "../../shared/apiError";

/** Objects of git by name, through one `git cat-file --batch`. */
export interface GitObjects {
  /** Undefined for what is not there. `name` may be anything that git takes, but not hold a line break. */
  read(name: string): Promise<GitObject | undefined>;
  close(): void;
}

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

interface Waiting {
  done(object: GitObject | undefined): void;
  fail(error: Error): void;
}

export function openGitObjects(folder: string): GitObjects {
  let child: ChildProcess | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const parts: Buffer[] = [];
  let held = 0;
  let needed = 1;
  const waiting: Waiting[] = [];

  const end = (why: string) => {
    child = undefined;
    for (const { fail } of waiting.splice(0)) fail(new ApiError("INTERNAL_ERROR", why));
  };
  const take = (part: Buffer) => {
    parts.push(part);
    held += part.length;
    if (held < needed) return;
    rest = Buffer.concat(parts.splice(0));
    held = 0;
    for (let reply = readReply(rest); ; reply = readReply(rest)) {
      if (typeof reply === "number") {
        needed = reply;
        break;
      }
      rest = rest.subarray(reply.length);
      waiting.shift()?.done(reply.object);
    }
    parts.push(rest);
    held = rest.length;
  };
  const start = (): ChildProcess => {
    const started = spawn("git", ["cat-file", "--batch"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    started.stdout?.on("data", take);
    started.stdin?.on("error", () => undefined); // "close" tells those who wait
    started.on("error", (error) => end(`git cannot be run: ${error.message}`));
    started.on("close", () => end("git ended before it had answered"));
    return started;
  };

  return {
    read(name) {
      child ??= start();
      const { stdin } = child;
      return new Promise((done, fail) => {
        waiting.push({ done, fail });
        stdin?.write(`${name}\n`);
      });
    },
    close() {
      child?.stdin?.end();
    },
  };
}

/** One answer and its length, or how many bytes there must be before it is worth another look. */
function readReply(bytes: Buffer): { object: GitObject | undefined; length: number } | number {
  const line = bytes.indexOf(10);
  if (line < 0) return bytes.length + 1;
  const [id = "", type = "", size] = bytes.subarray(0, line).toString("utf8").split(" ");
  if (size === undefined || !/^\d+$/.test(size) || !/^(?:blob|tree|commit|tag)$/.test(type))
    return { object: undefined, length: line + 1 };
  const to = line + 1 + Number(size);
  if (bytes.length < to + 1) return to + 1;
  return { object: { id, type, bytes: bytes.subarray(line + 1, to) }, length: to + 1 };
}
