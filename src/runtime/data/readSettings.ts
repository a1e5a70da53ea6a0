import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Settings {
  get(section: string, option: string): string | undefined;
}

/** What the configuration of a project says; config.local before config. */
export function readSettings(dvcFolder: string): Settings {
  const values = new Map<string, string>();
  for (const name of ["config", "config.local"]) {
    let section = "";
    for (const line of textOf(join(dvcFolder, name)).split("\n")) {
      const head = /^\s*\[(.*)\]\s*$/.exec(line);
      if (head) section = head[1] ?? "";
      const pair = /^\s*([^#=\s]+)\s*=\s*(.*?)\s*$/.exec(line);
      if (pair) values.set(`${section}.${pair[1]?.toLowerCase()}`, pair[2] ?? "");
    }
  }
  return { get: (section, option) => values.get(`${section}.${option}`) };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw thrown;
  }
}
