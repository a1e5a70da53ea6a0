import { createHash, createHmac } from "node:crypto";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Signable {
  readonly method: string;
  /** As in the header: with the port where it is not the usual one. */
  readonly host: string;
  /** Escaped, beginning with `/`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** In lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 in hex, or the word that says that it is not signed. */
  readonly payload: string;
}

export const unsigned = "UNSIGNED-PAYLOAD";

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** All but letters, digits and `-._~`, as the signature wants it. */
export function escapeKey(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function escapePath(key: string): string {
  return key.split("/").map(escapeKey).join("/");
}

export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .map((name) => [escapeKey(name), escapeKey(query[name] ?? "")] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Signature version 4 of one request: all headers to send. The key of the day is made once. */
export function createSigner(keys: Keys, region: string): (what: Signable, now: Date) => Record<string, string> {
  let day = "";
  let dayKey = Buffer.alloc(0);
  const mac = (key: Uint8Array | string, text: string) => createHmac("sha256", key).update(text).digest();
  return ({ method, host, path, query, headers, payload }, now) => {
    const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
    const date = time.slice(0, 8);
    if (day !== date) {
      dayKey = mac(mac(mac(mac(`AWS4${keys.secretAccessKey}`, date), region), "s3"), "aws4_request");
      day = date;
    }
    const all: Record<string, string> = {
      ...headers,
      host,
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
      ...(keys.sessionToken ? { "x-amz-security-token": keys.sessionToken } : {}),
    };
    const names = Object.keys(all).sort();
    const signedNames = names.join(";");
    const lines = names.map((name) => `${name}:${(all[name] ?? "").trim().replace(/ +/g, " ")}\n`).join("");
    const canonical = `${method}\n${path}\n${queryText(query)}\n${lines}\n${signedNames}\n${payload}`;
    const scope = `${date}/${region}/s3/aws4_request`;
    const signature = mac(dayKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
    all.authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`;
    return all;
  };
}
