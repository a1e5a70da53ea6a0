import { createHash } from "node:crypto";
import { type S3Address, s3Url } from "./address";
import { type Deed, explain } from "./explain";
import type { S3, S3Object, S3Part } from "./s3";
import { type Answer, type Ask, createWire, Refusal, type WireSettings } from "./wire";
import { tagsOf, textOf, toXml } from "./xml";

/** What else is said of an object that is written: encryption, who may read it. Header names in lower case. */
export interface WriteHeaders {
  readonly write: Readonly<Record<string, string>>;
  /** Of a key that the customer has; with each request on the object. */
  readonly customer: Readonly<Record<string, string>>;
}

export interface Got {
  readonly body: Buffer;
  readonly etag: string;
  readonly version: string | undefined;
}

/** The first bytes of an object, which may be all of them. */
export interface Started extends Got {
  /** Of the whole object. */
  readonly total: number;
}

export interface Put {
  readonly etag: string;
  readonly version: string | undefined;
}

export interface KeptVersion extends S3Object {
  readonly version: string;
  readonly isLatest: boolean;
}

export interface Version extends S3Object {
  readonly version: string;
  /** Its etag looks like an md5 and is none. */
  readonly isEncrypted: boolean;
}

/** The store that versions of data are copied to and from: as S3, and what only they need. */
export interface WireStore extends S3 {
  /** All of it; undefined: there is no such object. */
  get(
    at: S3Address,
    options?: { version?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<Got | undefined>;
  /** Its first bytes, at most so many; undefined: there is no such object. */
  start(at: S3Address, most: number, signal?: AbortSignal): Promise<Started | undefined>;
  /** With md5 the store itself looks whether it got all. */
  write(at: S3Address, body: Uint8Array, options?: { md5?: string; signal?: AbortSignal }): Promise<Put>;
  about(
    at: S3Address,
    options?: { version?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<Version | undefined>;
  complete(at: S3Address, id: string, parts: readonly S3Part[], signal?: AbortSignal): Promise<Put>;
  remove(bucket: string, keys: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Every version of the keys that begin so, of each key the newest first; marks of what was deleted are left out. */
  versions(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<KeptVersion>;
  /** At most so many, in their order, behind `after`. */
  page(bucket: string, prefix: string, options?: PageOptions): Promise<Page>;
}

export interface PageOptions {
  readonly next?: string | undefined;
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Page {
  readonly objects: readonly S3Object[];
  readonly next: string | undefined;
}

const none: WriteHeaders = { write: {}, customer: {} };
const mostRemoved = 1000;

export function connectWire(settings: WireSettings, headers: WriteHeaders = none): WireStore {
  const wire = createWire(settings);
  const { customer } = headers;

  async function doing<T>(act: Deed["act"], at: S3Address, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, { act, url: s3Url(at), bucket: at.bucket }, settings.endpoint);
    }
  }
  const ask = (method: Ask["method"], { bucket, key, version }: S3Address, rest: Partial<Ask> = {}) =>
    wire.send({ method, bucket, key, ...(version !== undefined && versionQuery(version)), ...rest });
  const versionQuery = (version: string | undefined) =>
    version === undefined ? {} : { query: { versionId: version } };

  /** HEAD says no more than a number of what is wrong, so the first byte is asked for. */
  async function about(at: S3Address, version: string | undefined, signal: AbortSignal | undefined) {
    try {
      return describe(at.key, await ask("HEAD", at, { ...versionQuery(version), headers: customer, signal }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) return undefined;
      const first = { ...customer, range: "bytes=0-0" };
      await ask("GET", at, { ...versionQuery(version), headers: first, signal }).catch((reason: unknown) => {
        if (reason instanceof Refusal && isAbsent(reason)) return;
        throw reason;
      });
      return undefined;
    }
  }

  async function page(bucket: string, prefix: string, { next, most, signal }: PageOptions = {}): Promise<Page> {
    const query = {
      "list-type": "2",
      prefix,
      "encoding-type": "url",
      ...(most === undefined ? {} : { "max-keys": String(most) }),
      ...(next === undefined ? {} : { "continuation-token": next }),
    };
    const { body } = await doing("list", { bucket, key: prefix }, () =>
      wire.send({ method: "GET", bucket, query, signal }),
    );
    const text = body.toString("utf8");
    const objects = tagsOf(text, "Contents").map((each) => ({
      key: decodeURIComponent(textOf(each, "Key").replaceAll("+", " ")),
      bytes: Number(textOf(each, "Size")),
      etag: textOf(each, "ETag"),
    }));
    const isCut = textOf(text, "IsTruncated") === "true";
    return { objects, next: isCut ? textOf(text, "NextContinuationToken") : undefined };
  }

  return {
    page,
    head: (at, signal) => doing("read", at, () => about(at, undefined, signal)),
    about: (at, { version, signal } = {}) => doing("read", at, () => about(at, version, signal)),

    get: (at, { version, signal } = {}) =>
      doing("read", at, async () => {
        try {
          const answer = await ask("GET", at, { ...versionQuery(version), headers: customer, signal });
          return { body: answer.body, ...stampOf(answer) };
        } catch (error) {
          if (error instanceof Refusal && isAbsent(error)) return undefined;
          throw error;
        }
      }),

    start: (at, most, signal) =>
      doing("read", at, async () => {
        try {
          const answer = await ask("GET", at, { headers: { ...customer, range: `bytes=0-${most - 1}` }, signal });
          const total = Number(/\/(\d+)$/.exec(String(answer.headers["content-range"]))?.[1] ?? answer.body.length);
          return { body: answer.body, ...stampOf(answer), total };
        } catch (error) {
          if (error instanceof Refusal && isAbsent(error)) return undefined;
          // there is no first byte of what is empty
          if (error instanceof Refusal && error.status === 416)
            return { body: Buffer.alloc(0), etag: "", version: undefined, total: 0 };
          throw error;
        }
      }),

    read: (at, { from, to, etag }, signal) =>
      doing("read", at, async () => {
        const asked = { ...customer, range: `bytes=${from}-${to - 1}`, "if-match": etag };
        const { body } = await ask("GET", at, { headers: asked, signal });
        if (body.length !== to - from)
          throw Object.assign(new Error("the answer is too short"), { code: "ECONNRESET" });
        return body;
      }),

    put: (at, body, signal) =>
      doing("write", at, async () => {
        await ask("PUT", at, { body, headers: { ...headers.write, ...customer }, signal });
      }),

    write: (at, body, { md5, signal } = {}) =>
      doing("write", at, async () => {
        const check = md5 === undefined ? {} : { "content-md5": Buffer.from(md5, "hex").toString("base64") };
        return stampOf(await ask("PUT", at, { body, headers: { ...headers.write, ...customer, ...check }, signal }));
      }),

    async *list(bucket, prefix, signal) {
      let next: string | undefined;
      do {
        const found: Page = await page(bucket, prefix, { next, signal });
        yield* found.objects;
        next = found.next;
      } while (next !== undefined);
    },

    async *versions(bucket, prefix, signal) {
      let next: Readonly<Record<string, string>> | undefined = {};
      while (next !== undefined) {
        const query: Ask["query"] = { versions: "", prefix, "encoding-type": "url", ...next };
        const answer: Answer = await doing("list", { bucket, key: prefix }, () =>
          wire.send({ method: "GET", bucket, query, signal }),
        );
        const text = answer.body.toString("utf8");
        yield* versionsIn(text);
        const version = textOf(text, "NextVersionIdMarker");
        next =
          textOf(text, "IsTruncated") === "true"
            ? { "key-marker": keyIn(text, text, "NextKeyMarker"), ...(version && { "version-id-marker": version }) }
            : undefined;
      }
    },

    remove: (bucket, keys, signal) =>
      doing("write", { bucket, key: keys[0] ?? "" }, async () => {
        for (let i = 0; i < keys.length; i += mostRemoved) {
          const some = keys.slice(i, i + mostRemoved).map((key) => `<Object><Key>${toXml(key)}</Key></Object>`);
          const body = Buffer.from(`<Delete><Quiet>true</Quiet>${some.join("")}</Delete>`);
          const asked = {
            "content-md5": createHash("md5").update(body).digest("base64"),
            "content-type": "application/xml",
          };
          const answer = await wire.send({
            method: "POST",
            bucket,
            query: { delete: "" },
            body,
            headers: asked,
            signal,
          });
          const [first] = tagsOf(answer.body.toString("utf8"), "Error");
          if (first !== undefined) throw new Refusal(textOf(first, "Code"), textOf(first, "Message"), 200, undefined);
        }
      }),

    begin: (at, signal) =>
      doing("write", at, async () => {
        const asked = { ...headers.write, ...customer };
        const { body } = await ask("POST", at, { query: { uploads: "" }, headers: asked, signal });
        return textOf(body.toString("utf8"), "UploadId");
      }),

    part: (at, id, number, body, signal) =>
      doing("write", at, async () => {
        const query = { uploadId: id, partNumber: String(number) };
        const { etag } = stampOf(await ask("PUT", at, { query, body, headers: customer, signal }));
        return { number, bytes: body.length, etag };
      }),

    parts: (at, id, signal) =>
      doing("write", at, async () => {
        const found: S3Part[] = [];
        try {
          for (let after = ""; ; ) {
            const query = { uploadId: id, ...(after === "" ? {} : { "part-number-marker": after }) };
            const text = (await ask("GET", at, { query, signal })).body.toString("utf8");
            for (const each of tagsOf(text, "Part"))
              found.push({
                number: Number(textOf(each, "PartNumber")),
                bytes: Number(textOf(each, "Size")),
                etag: textOf(each, "ETag"),
              });
            if (textOf(text, "IsTruncated") !== "true") return found;
            after = textOf(text, "NextPartNumberMarker");
          }
        } catch (error) {
          if (error instanceof Refusal && (error.name === "NoSuchUpload" || error.status === 404)) return undefined;
          throw error;
        }
      }),

    complete: (at, id, parts, signal) =>
      doing("write", at, async () => {
        const each = [...parts].sort((a, b) => a.number - b.number);
        const lines = each.map(
          ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${toXml(etag)}</ETag></Part>`,
        );
        const body = Buffer.from(`<CompleteMultipartUpload>${lines.join("")}</CompleteMultipartUpload>`);
        const answer = await ask("POST", at, {
          query: { uploadId: id },
          body,
          headers: { "content-type": "application/xml" },
          signal,
        });
        // the answer's headers are sent before the etag is known
        return { ...stampOf(answer), etag: textOf(answer.body.toString("utf8"), "ETag") };
      }),

    abort: (at, id) =>
      doing("write", at, async () => {
        await ask("DELETE", at, { query: { uploadId: id } });
      }),

    close: () => wire.close(),
  };
}

function versionsIn(text: string): KeptVersion[] {
  return tagsOf(text, "Version").map((each) => ({
    key: keyIn(text, each, "Key"),
    bytes: Number(textOf(each, "Size")),
    etag: textOf(each, "ETag"),
    version: textOf(each, "VersionId"),
    isLatest: textOf(each, "IsLatest") === "true",
  }));
}

/** Not every store does what `encoding-type` asks for; it says whether it did. */
function keyIn(whole: string, part: string, tag: string): string {
  const key = textOf(part, tag);
  return textOf(whole, "EncodingType") === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
}

/** Of an object; a bucket that is not there is a fault. */
function isAbsent({ name, status }: Refusal): boolean {
  return name === "NoSuchKey" || name === "NoSuchVersion" || (name === "404" && status === 404);
}

function stampOf({ headers }: Answer): Put {
  const version = headers["x-amz-version-id"];
  return { etag: headers.etag ?? "", version: typeof version === "string" && version !== "null" ? version : undefined };
}

function describe(key: string, answer: Answer): Version {
  const { etag, version = "" } = stampOf(answer);
  const { headers } = answer;
  const isEncrypted =
    String(headers["x-amz-server-side-encryption"]).startsWith("aws:") ||
    headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined;
  return { key, bytes: Number(headers["content-length"] ?? 0), etag, version, isEncrypted };
}
