import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Arguments, UsageError } from "./args";

/** Absolute. */
export function workspaceIn({ values }: Arguments): string {
  const option = typeof values.cd === "string" ? "cd" : "workspace";
  const given = values[option];
  const workspace = resolve(typeof given === "string" ? given : ".");
  if (!existsSync(workspace)) throw new UsageError(`--${option}: ${workspace} does not exist`);
  return workspace;
}
