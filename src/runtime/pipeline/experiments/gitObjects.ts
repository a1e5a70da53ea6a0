import { type ChildProcess, spawn } from "node:child_process";

export interface GitObject {
  readonly id: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly content: Buffer;
}

/** Objects of git by one `cat-file --batch` that stays: a thousand of them cost a few milliseconds. */
export interface GitObjects {
  /** By id or any name that git knows (`main:dvc.yaml`); undefined where there is none. */
  read(name: string): Promise<GitObject | undefined>;
  close(): void;
}

interface Waiting {
  done(object: GitObject | undefined): void;
  fail(error: Error): void;
}

export function openObjects(root: string): GitObjects {
  let child: ChildProcess | undefined;
  let left: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = 0;
  const waiting: Waiting[] = [];

  const start = (): ChildProcess => {
    const started = spawn("git", ["cat-file", "--batch"], { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
    const end = (error: Error) => {
      for (const each of waiting.splice(0)) each.fail(error);
      child = undefined;
    };
    started.once("error", end);
    started.once("close", () => end(new Error("git cat-file ended early")));
    started.stdin?.on("error", () => undefined);
    started.stdout?.on("data", (part: Buffer) => {
      parts.push(part);
      held += part.length;
      if (held < wanted) return;
      left = Buffer.concat(parts);
      take();
      parts = left.length > 0 ? [left] : [];
      held = left.length;
    });
    return started;
  };

  /** Answers come in the order of the questions. */
  const take = (): void => {
    wanted = 0;
    for (;;) {
      const end = left.indexOf(10);
      if (end < 0) return;
      const [id = "", type = "", size = ""] = left.toString("latin1", 0, end).split(" ");
      if (!/^\d+$/.test(size)) {
        left = left.subarray(end + 1);
        waiting.shift()?.done(undefined);
        continue;
      }
      const from = end + 1;
      const to = from + Number(size);
      if (left.length <= to) {
        wanted = to + 1;
        return;
      }
      const content = left.subarray(from, to);
      left = left.subarray(to + 1);
      waiting.shift()?.done({ id, type: type as GitObject["type"], content });
    }
  };

  return {
    read(name) {
      if (/[\n\0]/.test(name)) return Promise.resolve(undefined);
      return new Promise((done, fail) => {
        child ??= start();
        waiting.push({ done, fail });
        child.stdin?.write(`${name}\n`);
      });
    },
    close() {
      child?.removeAllListeners("close");
      child?.stdin?.end();
      child = undefined;
    },
  };
}
