import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { readConfigFile } from "../../../core/dvc/config/configFile";
import { setOption } from "../../../core/dvc/config/editConfig";

/** A work tree has the settings of the project, with its cache and its remotes, wherever paths in them start from. */
export function withWorktreeConfig(from: string, to: string, cacheFolder: string): void {
  let local = readIfThere(join(from, "config.local"));
  for (const file of ["config", "config.local"])
    for (const { name, options } of readConfigFile(readIfThere(join(from, file)), `.dvc/${file}`)) {
      const url = options.find((each) => each.name === "url")?.value;
      if (!name.startsWith("remote ") || typeof url !== "string" || /^[a-z0-9+.-]+:\/\//i.test(url)) continue;
      if (!isAbsolute(url)) local = setOption(local, name, "url", resolve(from, url));
    }
  mkdirSync(join(to, "tmp"), { recursive: true });
  writeFileSync(join(to, "config.local"), setOption(local, "cache", "dir", cacheFolder), { mode: 0o600 });
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
