import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { folderRemote } from "./folder";
import { httpRemote } from "./http";
import { createHttpClient, type HttpSettings } from "./httpClient";
import type { Remote } from "./remote";
import { flag, jobsOf, number, type RemoteConfig, trustOption } from "./remoteConfig";
import { s3Remote } from "./s3";
import { openS3Place } from "./s3Options";
import type { SshPlace } from "./sftp";
import { sshRemote } from "./ssh";

export interface OpenOptions {
  /** Of the configuration. */
  readonly name?: string | undefined;
  /** A folder of this repository for what is not whole yet. */
  readonly notes: string;
  /** `--jobs`. */
  readonly jobs?: number | undefined;
}

/** Requests wait for the other side most of their time. */
export const usualJobs = 16;

export function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? "";
}

export async function openRemote(config: RemoteConfig, options: OpenOptions): Promise<Remote> {
  const { name, notes } = options;
  const jobs = options.jobs ?? jobsOf(config) ?? usualJobs;
  const { url } = config;
  switch (schemeOf(url)) {
    case "":
    case "file":
      return folderRemote(localPath(url), {
        name,
        shared: config.shared === "group",
        fresh: join(dirname(notes), "new"),
      });
    case "s3": {
      const place = await openS3Place(config, jobs);
      return s3Remote({ ...place, name, jobs, notes });
    }
    case "http":
    case "https":
      return httpRemote({ name, url, client: createHttpClient(httpSettings(config, jobs)), jobs, notes });
    case "ssh": {
      const { place, root } = sshPlace(config);
      return sshRemote({ name, url, place, root, jobs, notes });
    }
    default:
      throw new ApiError("INVALID_PARAMETER_VALUE", unsupported(config, name));
  }
}

export function unsupported({ url }: RemoteConfig, name?: string): string {
  const called = name === undefined ? url : `remote '${name}' (${url})`;
  return `${called}: ${schemeOf(url)}:// is not supported; what works are a folder, s3://, ssh://, and http(s):// to read`;
}

export function localPath(url: string): string {
  const path = url.replace(/^file:\/\//i, "");
  const whole = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  if (!isAbsolute(whole)) throw new ApiError("INVALID_PARAMETER_VALUE", `${url}: expected an absolute path`);
  return whole.length > 1 ? whole.replace(/[/\\]+$/, "") : whole;
}

export function httpSettings(config: RemoteConfig, jobs: number): HttpSettings {
  const verify = trustOption(config);
  return {
    headers: authOf(config),
    trust: typeof verify === "string" ? certificates(config, verify) : verify,
    connectTimeout: (number(config, "connect_timeout") ?? 60) * 1000,
    readTimeout: (number(config, "read_timeout") ?? 60) * 1000,
    connections: jobs,
  };
}

function certificates({ url }: RemoteConfig, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiError("INVALID_PARAMETER_VALUE", `${url}: ssl_verify: ${why}`);
  }
}

function authOf(config: RemoteConfig): Record<string, string> {
  const { url, auth, user, password, custom_auth_header: header } = config;
  const wrong = (why: string) => new ApiError("INVALID_PARAMETER_VALUE", `${url}: auth '${auth}' ${why}`);
  if (auth === undefined) return {};
  if (auth !== "basic" && auth !== "custom") throw wrong("is not supported; basic and custom are");
  if (password === undefined) throw wrong("needs a password: data remote modify --local NAME password …");
  if (auth === "basic") {
    if (user === undefined) throw wrong("needs the option user");
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  }
  if (header === undefined) throw wrong("needs the option custom_auth_header");
  return { [header.toLowerCase()]: password };
}

function sshPlace(config: RemoteConfig): { place: SshPlace; root: string } {
  const { url } = config;
  const [, inUser, host, inPort, path = ""] = /^ssh:\/\/(?:([^@/]*)@)?([^:/]+)(?::(\d+))?(\/.*)?$/i.exec(url) ?? [];
  if (host === undefined)
    throw new ApiError("INVALID_PARAMETER_VALUE", `${url}: expected ssh://[USER@]HOST[:PORT]/PATH`);
  if (config.password !== undefined || flag(config, "ask_password", false))
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${url}: has a password; SSH remotes go through OpenSSH here: use a key or an agent, and take the option password away`,
    );
  const port = config.port ?? inPort;
  return {
    place: {
      host,
      user: config.user ?? inUser?.split(":", 1)[0],
      port,
      keyFile: config.keyfile,
      timeout: number(config, "timeout") ?? 60,
    },
    root: path.replace(/\/+$/, "") || "/",
  };
}
