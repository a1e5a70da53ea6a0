import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type AwsFiles, awsFilesOf, type Profile, readProfile } from "./awsFiles";
import { S3Fault } from "./s3";
import type { Keys } from "./signature";
import type { WireSettings } from "./wire";

/** What somebody says of a store; all the rest comes from the environment and ~/.aws, as with boto3. */
export interface Said {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly keys?: Keys | undefined;
  readonly profile?: string | undefined;
  readonly files?: Partial<AwsFiles>;
  readonly isAnonymous?: boolean;
  readonly useTls?: boolean | undefined;
  /** True, false, or the path of certificates. */
  readonly verify?: boolean | string | undefined;
  /** Seconds. */
  readonly connectTimeout?: number | undefined;
  readonly readTimeout?: number | undefined;
  readonly connections: number;
}

const usualTimeout = 60;

export async function wireSettings(said: Said, env: NodeJS.ProcessEnv = process.env): Promise<WireSettings> {
  const files = awsFilesOf(env, said.files);
  const name = said.profile ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || "default");
  const profile = readProfile(files, name);
  if (profile === undefined && said.profile !== undefined)
    throw new S3Fault(`profile '${name}'`, `neither ${files.credentials} nor ${files.config} has it`);
  const endpoint =
    said.endpoint ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || profile?.endpoint_url || undefined);
  if (endpoint !== undefined && !(/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)))
    throw new S3Fault(`the endpoint '${endpoint}'`, "expected http://HOST:PORT or https://HOST");
  const found = said.isAnonymous ? undefined : await keysOf(said, { env, files, name, profile });
  return {
    endpoint,
    region: said.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.region || "us-east-1"),
    keys: found?.keys,
    renew: found?.renew,
    useTls: said.useTls ?? true,
    trust: trustOf(said.verify ?? (env.AWS_CA_BUNDLE || undefined)),
    connectTimeout: (said.connectTimeout ?? usualTimeout) * 1000,
    readTimeout: (said.readTimeout ?? usualTimeout) * 1000,
    connections: said.connections,
  };
}

interface Around {
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  readonly name: string;
  readonly profile: Profile | undefined;
}

interface FoundKeys {
  readonly keys: Keys;
  readonly renew?: () => Promise<Keys>;
}

/** A profile that is asked for by name comes before keys in the environment, as with boto3. */
async function keysOf({ keys, profile: asked }: Said, around: Around): Promise<FoundKeys> {
  const { env, files, name, profile } = around;
  if (keys !== undefined) return { keys };
  if (asked === undefined && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)
    return { keys: pair(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN) };
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = profile ?? {};
  if (id && secret && !profile?.role_arn) return { keys: pair(id, secret, token) };
  const named = (asked !== undefined || name !== "default") && { AWS_PROFILE: name };
  const renew = () => chainKeys({ ...env, ...(asked && noKeys), ...named, ...filesAsEnv(files) });
  return { keys: await renew(), renew };
}

const noKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };

function pair(accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined): Keys {
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
}

function filesAsEnv({ credentials, config }: AwsFiles) {
  return { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config };
}

/** Roles, single sign-on, processes, containers and machines of AWS: the SDK knows how, and is large. */
async function chainKeys(env: NodeJS.ProcessEnv): Promise<Keys> {
  const script = join(__dirname, "s3.js");
  if (!existsSync(script))
    throw new S3Fault("S3", "no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws");
  const { findKeys } = createRequire(__filename)(script) as typeof import("./client");
  return findKeys(env);
}

function trustOf(verify: boolean | string | undefined): boolean | string | undefined {
  if (typeof verify !== "string") return verify;
  try {
    return readFileSync(verify, "utf8");
  } catch (error) {
    throw new S3Fault(`the certificates ${verify}`, error instanceof Error ? error.message : String(error));
  }
}
