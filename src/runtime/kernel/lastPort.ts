import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "./home";

function fileOf(home: string): string {
  return join(home, "port");
}

/** Where the runtime before this one answered: scripts and terminals that know it try there again. */
export function lastPort(home: string): number | undefined {
  try {
    const port = Number(readFileSync(fileOf(home), "utf8"));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

export function rememberPort(home: string, port: number): void {
  if (lastPort(home) !== port) writeFileSync(fileOf(home), `${port}\n`);
}
