import { ApiError } from "../../../shared/apiError";

/** A remote as the configuration has it, all levels together; a local url is absolute. */
export interface RemoteConfig {
  readonly url: string;
  readonly [option: string]: string;
}

export type RemoteConfigs = Readonly<Record<string, RemoteConfig>>;

/** With what `remote://other/path` refers to; its own options come before those of the other. */
export function resolveRemote(configs: RemoteConfigs, name: string, seen: readonly string[] = []): RemoteConfig {
  const own = configs[name.toLowerCase()];
  if (own === undefined) {
    const known = Object.keys(configs);
    throw new ApiError(
      "RESOURCE_DOES_NOT_EXIST",
      `remote '${name}' doesn't exist; ${known.length === 0 ? "there is none yet: data remote add NAME URL" : `there are ${known.join(", ")}`}`,
    );
  }
  if (seen.includes(name)) throw new ApiError("INVALID_PARAMETER_VALUE", `remote '${name}' refers to itself`);
  return resolveReference(configs, own, [...seen, name]);
}

export function resolveReference(
  configs: RemoteConfigs,
  own: RemoteConfig,
  seen: readonly string[] = [],
): RemoteConfig {
  const [, other, path = ""] = /^remote:\/\/([^/]+)\/*(.*)$/.exec(own.url) ?? [];
  if (other === undefined) return own;
  const base = resolveRemote(configs, other, seen);
  return { ...base, ...own, url: path === "" ? base.url : `${base.url.replace(/\/$/, "")}/${path}` };
}

export function flag(config: RemoteConfig, option: string, usual: boolean): boolean {
  const said = config[option]?.toLowerCase();
  if (said === undefined) return usual;
  if (said !== "true" && said !== "false")
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${config.url}: ${option}: expected true or false, got '${config[option]}'`,
    );
  return said === "true";
}

export function number(config: RemoteConfig, option: string): number | undefined {
  const said = config[option];
  if (said === undefined) return undefined;
  const value = Number(said);
  if (said.trim() === "" || !(value >= 0))
    throw new ApiError("INVALID_PARAMETER_VALUE", `${config.url}: ${option}: expected a number, got '${said}'`);
  return value;
}

export function jobsOf(config: RemoteConfig): number | undefined {
  const jobs = number(config, "jobs");
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs >= 1))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${config.url}: jobs: expected a whole number from 1, got '${config.jobs}'`,
    );
  return jobs;
}

/** `true`, `false`, or the path of certificates. */
export function trustOption(config: RemoteConfig): boolean | string | undefined {
  const said = config.ssl_verify;
  const word = said?.toLowerCase();
  return word === "true" || word === "false" ? word === "true" : said;
}
