import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own for a workspace. */
export interface SmallDisk {
  readonly path: string;
  remount(how: "ro" | "rw"): void;
  unmount(): void;
}

/** A tmpfs of `megabytes`; the test is skipped, with the reason said, where mounting is not allowed. */
export function mountOrSkip(context: Mocha.Context, megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "tidemark-disk-"));
  const mount = (...words: string[]) => execFileSync("mount", [...words, path], { stdio: "pipe" });
  try {
    mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs");
  } catch (error) {
    rmdirSync(path);
    const said = error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
    process.stdout.write(`    skipped: a small disk cannot be mounted here (${said})\n`);
    return context.skip();
  }
  return {
    path,
    remount: (how) => void mount("-o", `remount,${how}`),
    unmount() {
      execFileSync("umount", [path], { stdio: "pipe" });
      rmdirSync(path);
    },
  };
}
