import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type S3Address, s3Url } from "./address";
import { type Deed, explain } from "./explain";
import type { Range, S3, S3Part } from "./s3";
import { readSettings } from "./settings";
import type { Keys } from "./signature";

/** How often a range is asked for whose bytes stop on their way: the SDK itself tries again only before they begin. */
const mostReads = 4;

export async function connectS3(): Promise<S3> {
  const { options, endpoint } = await readSettings(process.env);
  const client = new S3Client(options);

  async function doing<T>(act: Deed["act"], at: S3Address, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, { act, url: s3Url(at), bucket: at.bucket }, endpoint);
    }
  }
  const place = ({ bucket, key }: S3Address) => ({ Bucket: bucket, Key: key });
  const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });
  /** HEAD says no more than a number of what is wrong, so the first byte is asked for. */
  async function reasonOf(at: S3Address, fault: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ ...place(at), Range: "bytes=0-0" }), until(signal));
      await Body?.transformToByteArray();
      return fault;
    } catch (error) {
      return error;
    }
  }

  async function readOnce(at: S3Address, { from, to, etag }: Range, signal: AbortSignal | undefined) {
    const asked = { ...place(at), Range: `bytes=${from}-${to - 1}`, IfMatch: etag };
    const { Body } = await client.send(new GetObjectCommand(asked), until(signal));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.length !== to - from)
      throw Object.assign(new Error("the answer is too short"), { code: "ECONNRESET", name: "ShortAnswer" });
    return bytes;
  }

  return {
    head: (at, signal) =>
      doing("read", at, async () => {
        try {
          const found = await client.send(new HeadObjectCommand(place(at)), until(signal));
          return { key: at.key, bytes: found.ContentLength ?? 0, etag: found.ETag ?? "" };
        } catch (error) {
          if (statusOf(error) === undefined) throw error;
          const reason = await reasonOf(at, error, signal);
          if (reason instanceof Error && reason.name === "NoSuchKey") return undefined;
          throw reason;
        }
      }),

    read: (at, range, signal) =>
      doing("read", at, async () => {
        for (let tries = 1; ; tries++)
          try {
            return await readOnce(at, range, signal);
          } catch (error) {
            if (statusOf(error) !== undefined || signal?.aborted || tries === mostReads) throw error;
          }
      }),

    put: (at, body, signal) =>
      doing("write", at, async () => {
        await client.send(new PutObjectCommand({ ...place(at), Body: body }), until(signal));
      }),

    async *list(bucket, prefix, signal) {
      let next: string | undefined;
      do {
        const asked = { Bucket: bucket, Prefix: prefix, ...(next === undefined ? {} : { ContinuationToken: next }) };
        const page = await doing("list", { bucket, key: prefix }, () =>
          client.send(new ListObjectsV2Command(asked), until(signal)),
        );
        for (const { Key: key = "", Size: bytes = 0, ETag: etag = "" } of page.Contents ?? [])
          yield { key, bytes, etag };
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (next !== undefined);
    },

    begin: (at, signal) =>
      doing("write", at, async () => {
        const { UploadId } = await client.send(new CreateMultipartUploadCommand(place(at)), until(signal));
        return UploadId ?? "";
      }),

    part: (at, id, number, body, signal) =>
      doing("write", at, async () => {
        const asked = { ...place(at), UploadId: id, PartNumber: number, Body: body };
        const { ETag: etag = "" } = await client.send(new UploadPartCommand(asked), until(signal));
        return { number, bytes: body.length, etag };
      }),

    parts: (at, id, signal) =>
      doing("write", at, async () => {
        const found: S3Part[] = [];
        try {
          for (let after: string | undefined; ; ) {
            const asked = { ...place(at), UploadId: id, ...(after === undefined ? {} : { PartNumberMarker: after }) };
            const page = await client.send(new ListPartsCommand(asked), until(signal));
            for (const { PartNumber: number = 0, Size: bytes = 0, ETag: etag = "" } of page.Parts ?? [])
              found.push({ number, bytes, etag });
            if (!page.IsTruncated) return found;
            after = page.NextPartNumberMarker;
          }
        } catch (error) {
          if (error instanceof Error && error.name === "NoSuchUpload") return undefined;
          throw error;
        }
      }),

    complete: (at, id, parts, signal) =>
      doing("write", at, async () => {
        const inOrder = [...parts].sort((a, b) => a.number - b.number);
        const MultipartUpload = { Parts: inOrder.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) };
        await client.send(
          new CompleteMultipartUploadCommand({ ...place(at), UploadId: id, MultipartUpload }),
          until(signal),
        );
      }),

    abort: (at, id) =>
      doing("write", at, async () => {
        await client.send(new AbortMultipartUploadCommand({ ...place(at), UploadId: id }));
      }),

    close: () => client.destroy(),
  };
}

/** The keys that AWS's own chain finds: roles, single sign-on, a container's or a machine's. */
export async function findKeys(env: NodeJS.ProcessEnv): Promise<Keys> {
  Object.assign(process.env, env); // the chain reads nothing else
  const { options, endpoint } = await readSettings(process.env);
  const client = new S3Client(options);
  try {
    return await client.config.credentials();
  } catch (error) {
    throw explain(error, { act: "read", url: "S3", bucket: "" }, endpoint);
  } finally {
    client.destroy();
  }
}

/** Of an answer; undefined: there was none. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$response" in error || "$metadata" in error)) return undefined;
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
