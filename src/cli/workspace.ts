import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Arguments, UsageError } from "./args";

/** Absolute. */
export function workspaceIn({ values }: Arguments): string {
  const workspace = resolve(typeof values.workspace === "string" ? values.workspace : ".");
  if (!existsSync(workspace)) throw new UsageError(`--workspace: ${workspace} does not exist`);
  return workspace;
}
