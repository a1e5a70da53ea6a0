import { readFileSync } from "node:fs";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { S3Fault } from "./s3";

export interface Settings {
  readonly options: S3ClientConfig;
  /** Of a store of one's own; undefined: AWS. */
  readonly endpoint: string | undefined;
}

/** Milliseconds in which nothing moves. */
const idle = 60_000;

/**
 * What the environment and the files in ~/.aws say. Where boto3 and the SDK for Node differ it goes as with boto3, for
 * what works in Python is what users have: AWS_DEFAULT_REGION counts, keys in the environment come before AWS_PROFILE,
 * and without a region it is us-east-1.
 */
export async function readSettings(env: NodeJS.ProcessEnv): Promise<Settings> {
  // its advice on versions of Node is for who builds with it
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const said = new S3Client({});
  const [region, configured] = await Promise.all([
    env.AWS_REGION || env.AWS_DEFAULT_REGION || said.config.region().catch(() => "us-east-1"),
    said.config.serviceConfiguredEndpoint?.(),
  ]);
  said.destroy();
  const endpoint = configured || env.MLFLOW_S3_ENDPOINT_URL || undefined;
  if (endpoint !== undefined && !(/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)))
    throw new S3Fault(`the endpoint '${endpoint}'`, "expected http://HOST:PORT or https://HOST");
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  const options: S3ClientConfig = {
    region,
    followRegionRedirects: true,
    expectContinueHeader: false, // one connection is kept for all parts
    requestHandler: { connectionTimeout: 10_000, socketTimeout: idle, ...authorities(env.AWS_CA_BUNDLE) },
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) } }
      : {}),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // not every store knows the checksums of AWS; who wants them there says so
    ...(endpoint === undefined || env.AWS_REQUEST_CHECKSUM_CALCULATION
      ? {}
      : { requestChecksumCalculation: "WHEN_REQUIRED" }),
  };
  return { options, endpoint };
}

function authorities(path: string | undefined) {
  if (!path) return {};
  try {
    return { httpsAgent: { ca: readFileSync(path) } };
  } catch (error) {
    throw new S3Fault(`AWS_CA_BUNDLE ${path}`, error instanceof Error ? error.message : String(error));
  }
}
