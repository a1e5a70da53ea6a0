import { ApiError } from "../../../shared/apiError";
import { didYouMean } from "../../../shared/suggest";
import { schemeOf } from "./openRemote";

const flags = "true or false";
const count = "a whole number from 1";
const number = "a number";
const text = "";

const common = {
  url: text,
  checksum_jobs: count,
  jobs: count,
  worktree: flags,
  version_aware: flags,
  no_traverse: flags,
  verify: flags,
};
const http = {
  ...common,
  ...{ auth: text, custom_auth_header: text, user: text, password: text, ask_password: flags, ssl_verify: text },
  ...{ method: text, connect_timeout: number, read_timeout: number },
};

/** By the scheme of the url what dvc knows, and what it expects. */
const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "": { ...common, type: text, protected: flags, shared: text, slow_link_warning: flags },
  s3: {
    ...common,
    ...{ region: text, profile: text, credentialpath: text, configpath: text, endpointurl: text },
    ...{ access_key_id: text, secret_access_key: text, session_token: text, listobjects: flags, use_ssl: flags },
    ...{
      allow_anonymous_login: flags,
      ssl_verify: text,
      sse: text,
      sse_kms_key_id: text,
      sse_customer_algorithm: text,
    },
    ...{ sse_customer_key: text, acl: text, grant_read: text, grant_read_acp: text, grant_write_acp: text },
    ...{ grant_full_control: text, cache_regions: flags, read_timeout: number, connect_timeout: number },
  },
  ssh: {
    ...common,
    ...{
      type: text,
      port: number,
      user: text,
      password: text,
      ask_password: flags,
      passphrase: text,
      ask_passphrase: flags,
    },
    ...{ keyfile: text, timeout: number, gss_auth: flags, allow_agent: flags, max_sessions: number },
  },
  http,
  https: http,
};

/** dvc refuses a configuration with an option that it does not know, in every command. */
export function checkOption(url: string, option: string, value: string): void {
  const options = known[schemeOf(url)];
  if (options === undefined) return; // what only dvc can use, dvc judges
  const kind = Object.hasOwn(options, option) ? options[option] : undefined;
  if (kind === undefined)
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `${option}: no such option of ${schemeOf(url) === "" ? "a folder" : `${schemeOf(url)}://`} as a remote.${didYouMean(option, Object.keys(options))}`,
    );
  const isRight =
    kind === text ||
    (kind === flags && /^(true|false)$/i.test(value)) ||
    (kind === count && /^[1-9]\d*$/.test(value)) ||
    (kind === number && /^\d+(\.\d+)?$/.test(value));
  if (!isRight) throw new ApiError("INVALID_PARAMETER_VALUE", `${option}: expected ${kind}, got '${value}'`);
}
