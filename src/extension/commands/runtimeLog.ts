import { open } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";

/** As much of its end as a person reads. */
const tail = 32 * 1024;

/** Where the last look at each folder's file ended. */
const seen = new WeakMap<FolderRuntime, number>();

/** Copies what the runtime wrote since the last look into the log that the editor shows. */
export async function appendRuntimeLog(runtime: FolderRuntime, log: vscode.LogOutputChannel): Promise<void> {
  const text = await newText(runtime);
  if (text === "") return;
  log.appendLine(`— ${runtime.folder.name}: .tidemark/logs/runtime.log —`);
  log.append(text.endsWith("\n") ? text : `${text}\n`);
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
