import { createHash } from "node:crypto";
import { ApiError } from "../../../shared/apiError";
import { isS3Fault } from "../../kernel/s3/s3";
import { wireSettings } from "../../kernel/s3/wireSettings";
import { connectWire, type WireStore, type WriteHeaders } from "../../kernel/s3/wireStore";
import { flag, number, type RemoteConfig, trustOption } from "./remoteConfig";

export interface OpenedS3 {
  readonly store: WireStore;
  readonly bucket: string;
  /** Empty or ending with `/`. */
  readonly prefix: string;
}

/** A remote's or an import's place on S3, with all that dvc's options say of it. */
export async function openS3Place(config: RemoteConfig, jobs: number): Promise<OpenedS3> {
  const { bucket, prefix } = readPlace(config.url);
  try {
    const { access_key_id: id, secret_access_key: secret, session_token: token } = config;
    if ((id === undefined) !== (secret === undefined))
      throw wrong(
        config,
        `has ${id === undefined ? "secret_access_key" : "access_key_id"} without the other one of the pair`,
      );
    const settings = await wireSettings({
      endpoint: config.endpointurl,
      region: config.region,
      keys:
        id !== undefined && secret !== undefined
          ? { accessKeyId: id, secretAccessKey: secret, sessionToken: token }
          : undefined,
      profile: config.profile,
      files: {
        ...(config.credentialpath && { credentials: config.credentialpath }),
        ...(config.configpath && { config: config.configpath }),
      },
      isAnonymous: flag(config, "allow_anonymous_login", false),
      useTls: flag(config, "use_ssl", true),
      verify: trustOption(config),
      connectTimeout: number(config, "connect_timeout"),
      readTimeout: number(config, "read_timeout"),
      connections: jobs,
    });
    return { store: connectWire(settings, headersOf(config)), bucket, prefix };
  } catch (error) {
    if (isS3Fault(error)) throw wrong(config, error.message);
    throw error;
  }
}

function readPlace(url: string): { bucket: string; prefix: string } {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)\/*(.*)$/is.exec(url) ?? [];
  if (!/^[a-z0-9][a-z0-9._-]{1,62}$/i.test(bucket))
    throw new ApiError("INVALID_PARAMETER_VALUE", `${url}: expected s3://BUCKET[/PATH]`);
  const clean = path.replace(/\/+$/, "");
  return { bucket, prefix: clean === "" ? "" : `${clean}/` };
}

const grants: Readonly<Record<string, string>> = {
  grant_full_control: "x-amz-grant-full-control",
  grant_read: "x-amz-grant-read",
  grant_read_acp: "x-amz-grant-read-acp",
  grant_write_acp: "x-amz-grant-write-acp",
};

function headersOf(config: RemoteConfig): WriteHeaders {
  const { sse, sse_kms_key_id: kms, sse_customer_key: key, acl } = config;
  if (kms !== undefined && key !== undefined)
    throw wrong(config, "sse_kms_key_id and sse_customer_key exclude each other");
  const write: Record<string, string> = {};
  if (sse !== undefined) write["x-amz-server-side-encryption"] = sse;
  if (kms !== undefined) write["x-amz-server-side-encryption-aws-kms-key-id"] = kms;
  if (acl !== undefined) write["x-amz-acl"] = acl;
  for (const [option, header] of Object.entries(grants)) {
    const given = config[option];
    if (given === undefined) continue;
    if (acl !== undefined) throw wrong(config, `acl and ${option} exclude each other`);
    write[header] = given;
  }
  return { write, customer: key === undefined ? {} : customerHeaders(key, config.sse_customer_algorithm ?? "AES256") };
}

function customerHeaders(key: string, algorithm: string): Record<string, string> {
  const bytes = Buffer.from(key, "base64");
  return {
    "x-amz-server-side-encryption-customer-algorithm": algorithm,
    "x-amz-server-side-encryption-customer-key": bytes.toString("base64"),
    "x-amz-server-side-encryption-customer-key-md5": createHash("md5").update(bytes).digest("base64"),
  };
}

function wrong({ url }: RemoteConfig, why: string): ApiError {
  return new ApiError("INVALID_PARAMETER_VALUE", `${url}: ${why}`);
}
