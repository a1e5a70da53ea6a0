import { didYouMean } from "../../../shared/suggest";

type Kind = "text" | "flag" | "count" | "seconds" | "number" | "flagOrText" | "links" | "lower" | readonly string[];
type Options = Readonly<Record<string, Kind>>;

const remote: Options = {
  url: "text",
  checksum_jobs: "count",
  jobs: "count",
  worktree: "flag",
  no_traverse: "flag",
  version_aware: "flag",
  verify: "flag",
};
const folder: Options = {
  type: "links",
  protected: "flag",
  shared: ["group"],
  slow_link_warning: "flag",
  verify: "flag",
};
const web: Options = {
  auth: ["basic", "digest", "custom"],
  custom_auth_header: "text",
  user: "text",
  password: "text",
  ask_password: "flag",
  ssl_verify: "flagOrText",
  method: "text",
  connect_timeout: "seconds",
  read_timeout: "seconds",
};

const texts = (names: string): Options => Object.fromEntries(names.split(" ").map((name) => [name, "text"]));
const flags = (names: string): Options => Object.fromEntries(names.split(" ").map((name) => [name, "flag"]));

const webdav: Options = {
  ...texts("user password token bearer_token_command custom_auth_header cert_path key_path"),
  ask_password: "flag",
  timeout: "number",
  ssl_verify: "flagOrText",
};

/** By the scheme of the url; "" is a folder. */
const byScheme: Readonly<Record<string, Options>> = {
  "": folder,
  s3: {
    ...texts("region profile credentialpath configpath endpointurl access_key_id secret_access_key session_token"),
    ...texts("sse sse_kms_key_id sse_customer_algorithm sse_customer_key acl"),
    ...texts("grant_read grant_read_acp grant_write_acp grant_full_control"),
    ...flags("listobjects use_ssl allow_anonymous_login cache_regions"),
    ssl_verify: "flagOrText",
    read_timeout: "number",
    connect_timeout: "number",
  },
  gs: { ...texts("projectname credentialpath endpointurl"), allow_anonymous_login: "flag" },
  ssh: {
    ...texts("user password passphrase keyfile"),
    ...flags("ask_password ask_passphrase gss_auth allow_agent"),
    type: "links",
    port: "number",
    timeout: "number",
    max_sessions: "number",
  },
  hdfs: { ...texts("user kerb_ticket"), replication: "number" },
  webhdfs: {
    ...texts("kerberos_principal proxy_to token user password data_proxy_target"),
    ...flags("kerberos use_https"),
    ssl_verify: "flagOrText",
  },
  azure: {
    ...texts("connection_string sas_token account_name account_key tenant_id client_id client_secret"),
    ...flags("allow_anonymous_login exclude_environment_credential exclude_visual_studio_code_credential"),
    ...flags("exclude_shared_token_cache_credential exclude_managed_identity_credential"),
    timeout: "number",
    read_timeout: "number",
    connection_timeout: "number",
  },
  oss: texts("oss_key_id oss_key_secret oss_endpoint"),
  gdrive: {
    ...texts("profile gdrive_client_id gdrive_client_secret gdrive_user_credentials_file"),
    ...texts("gdrive_service_account_user_email gdrive_service_account_json_file_path"),
    ...flags("gdrive_use_service_account gdrive_trash_only gdrive_acknowledge_abuse"),
  },
  http: web,
  https: web,
  webdav,
  webdavs: webdav,
};

const sections: Readonly<Record<string, Options>> = {
  core: {
    remote: "lower",
    checksum_jobs: "count",
    ...flags("interactive analytics hardlink_lock no_scm autostage experiments check_update"),
    site_cache_dir: "text",
    machine: "lower",
  },
  cache: { ...texts("local s3 gs hdfs webhdfs ssh azure dir"), ...folder },
  state: { dir: "text", row_limit: "count", row_cleanup_quota: "number" },
  index: { dir: "text" },
  feature: { machine: "flag" },
  plots: { html_template: "text", auto_open: "flag", out_dir: "text" },
  exp: { ...texts("code data models metrics params plots live git_remote"), auto_push: "flag" },
  parsing: { bool: ["store_true", "boolean_optional"], list: ["nargs", "append"] },
  hydra: { enabled: "flag", ...texts("config_dir config_module config_name plugins_path") },
  studio: { ...texts("token url repo_url"), offline: "flag" },
};
const database = texts("url username password");

/** What is wrong with an option of a section, in words; undefined for a good one. `url` is the one of its remote. */
export function findConfigFault(section: string, option: string, value: string, url = ""): string | undefined {
  const [, kind] = /^(remote|db) "/.exec(section) ?? [];
  if (/^machine "/.test(section)) return undefined;
  if (kind === "remote" && schemeOf(url) === "remote") return undefined;
  const known = kind === "remote" ? remoteOptions(url) : kind === "db" ? database : sections[section];
  if (!known)
    return kind === "remote"
      ? `dvc has no remotes of ${schemeOf(url)}://`
      : `there is no section [${section}].${didYouMean(section, Object.keys(sections))}`;
  const expected = Object.hasOwn(known, option) ? known[option] : undefined;
  if (expected === undefined) {
    if (section === "feature") return undefined;
    const place = kind === "remote" ? `remotes of this kind have` : `[${section}] has`;
    return `${place} no option '${option}'.${didYouMean(option, Object.keys(known))}`;
  }
  const problem = problemOf(expected, value);
  return problem === undefined ? undefined : `${option}: expected ${problem}, not '${value}'`;
}

/** Options of a remote with this url, by name; undefined for a scheme that is not known. */
function remoteOptions(url: string): Options | undefined {
  const own = byScheme[schemeOf(url)];
  return own && { ...remote, ...own };
}

/** dvc takes a url without a host as a path. */
function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\/[^/]/i.exec(url)?.[1]?.toLowerCase() ?? "";
}

function problemOf(kind: Kind, value: string): string | undefined {
  const lower = value.toLowerCase();
  if (typeof kind !== "string") return kind.includes(lower) ? undefined : kind.map((word) => `'${word}'`).join(" or ");
  switch (kind) {
    case "text":
    case "lower":
    case "flagOrText":
      return undefined;
    case "flag":
      return lower === "true" || lower === "false" ? undefined : "true or false";
    case "count":
      return /^\s*\+?\d+\s*$/.test(value) && Number(value) >= 1 ? undefined : "a whole number from 1";
    case "number":
      return /^\s*[-+]?\d+\s*$/.test(value) ? undefined : "a whole number";
    case "seconds":
      return value.trim() !== "" && Number(value) >= 0 ? undefined : "a number of seconds";
    case "links": {
      const unknown = value.split(",").filter((link) => !links.includes(link.trim()));
      return unknown.length === 0 ? undefined : `kinds of links out of ${links.join(", ")}`;
    }
    default:
      return kind satisfies never;
  }
}

const links = ["reflink", "hardlink", "symlink", "copy"];
