import { open } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { object, oneOf, string } from "../../shared/readers";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** As much of its end as a person reads. */
const tail = 32 * 1024;

/** Where the last look at each folder's file ended. */
const seen = new WeakMap<FolderRuntime, number>();

/** Copies what the runtime wrote since the last look into the log that the editor shows. */
export async function appendRuntimeLog(runtime: FolderRuntime, log: vscode.LogOutputChannel): Promise<void> {
  const text = await newText(runtime);
  for (const line of text.split("\n")) if (line !== "") append(line, runtime.folder.name, log);
}

async function newText(runtime: FolderRuntime): Promise<string> {
  const file = await open(join(runtime.path, ".tidemark", "logs", "runtime.log")).catch(() => undefined);
  if (file === undefined) return ""; // it never ran here
  try {
    const { size } = await file.stat();
    const before = seen.get(runtime) ?? 0;
    const isRotated = before > size;
    const from = Math.max(isRotated ? 0 : before, size - tail);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    seen.set(runtime, size);
    const text = buffer.toString("utf8", 0, bytesRead);
    return from > 0 && from !== before ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    await file.close();
  }
}

const readEntry = object<{ at: string; level: "debug" | "info" | "warn" | "error"; message: string }>({
  at: string,
  level: oneOf("debug", "info", "warn", "error"),
  message: string,
});

/** One line of the runtime's file, as the editor's log shows lines. */
function append(line: string, name: string, log: vscode.LogOutputChannel): void {
  try {
    const facts: Record<string, unknown> = JSON.parse(line);
    const { at, level, message } = readEntry(facts, "line");
    const rest = Object.entries(facts).filter(([key]) => !["at", "level", "message"].includes(key));
    log[level](`${name}: runtime at ${at}: ${[message, ...rest.map(([key, value]) => `${key}=${value}`)].join(" ")}`);
  } catch {
    log.info(`${name}: runtime: ${line}`); // written by something else, such as a dying process
  }
}
