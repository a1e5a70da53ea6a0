import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type Config, type ConfigLevel, mergeConfigs } from "../../../core/dvc/config/config";
import { FileError } from "../../../shared/apiError";
import type { RemoteConfig, RemoteConfigs } from "./remoteConfig";

export const configLevels: readonly ConfigLevel[] = ["system", "global", "repo", "local"];

/** Where dvc looks, too. */
export function configPath(level: ConfigLevel, dvcFolder: string, env: NodeJS.ProcessEnv = process.env): string {
  switch (level) {
    case "system":
      return join(env.DVC_SYSTEM_CONFIG_DIR || systemFolder(env), "config");
    case "global":
      return join(env.DVC_GLOBAL_CONFIG_DIR || userFolder(env), "config");
    case "repo":
      return join(dvcFolder, "config");
    case "local":
      return join(dvcFolder, "config.local");
    default:
      return level satisfies never;
  }
}

function systemFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "darwin") return "/Library/Application Support/dvc";
  return join((env.XDG_CONFIG_DIRS || "/etc/xdg").split(":")[0] ?? "/etc/xdg", "dvc");
}

function userFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "darwin") return join(homedir(), "Library/Application Support/dvc");
  return join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "dvc");
}

export function readConfig(dvcFolder: string, levels: readonly ConfigLevel[] = configLevels): Config {
  return mergeConfigs(
    levels.map((level) => {
      const path = configPath(level, dvcFolder);
      return { level, name: shownName(path, dvcFolder), folder: dirname(path), text: textOf(path) };
    }),
  );
}

export function shownName(path: string, dvcFolder: string): string {
  const below = relative(dirname(dvcFolder), path);
  return below.startsWith("..") ? path : below;
}

export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return "";
    throw error;
  }
}

/** Options of remotes that are paths: relative to the file that has them. */
export const pathOptions: ReadonlySet<string> = new Set([
  "url",
  "credentialpath",
  "configpath",
  "keyfile",
  "cert_path",
  "key_path",
]);

export function remotesOf(config: Config): RemoteConfigs {
  const remotes: Record<string, RemoteConfig> = {};
  for (const name of config.remotes) {
    const options: Record<string, string> = {};
    for (const [option, { value, from }] of config.section(`remote "${name}"`)) {
      const text = typeof value === "string" ? value : value.join(",");
      options[option] = pathOptions.has(option) ? placed(text, from.folder) : text;
    }
    const { url } = options;
    if (url === undefined) {
      const [first] = config.section(`remote "${name}"`).values();
      throw new FileError(first?.from.name ?? "config", undefined, `remote '${name}' has no url`);
    }
    remotes[name.toLowerCase()] = { ...options, url };
  }
  return remotes;
}

function placed(text: string, folder: string): string {
  if (/^\w+:\/\//.test(text)) return text;
  const whole = text === "~" || text.startsWith("~/") ? join(homedir(), text.slice(1)) : text;
  return isAbsolute(whole) ? whole : resolve(folder, whole);
}

/** The remote that is meant where none is named. */
export function usualRemote(config: Config): string | undefined {
  return config.text("core", "remote")?.toLowerCase();
}
