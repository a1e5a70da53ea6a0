import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeS3 {
  readonly url: string;
  /** By bucket/key. */
  readonly objects: Map<string, Buffer>;
  readonly asked: IncomingMessage[];
  /** True: it has dealt with the request. */
  trouble: (asked: IncomingMessage, answer: ServerResponse) => boolean;
  refuse(answer: ServerResponse, status: number, code: string): true;
  stop(): void;
}

/** As much of S3 as objects need, in one bucket `lake`, for troubles that a real one cannot be told to make. */
export async function startFakeS3(): Promise<FakeS3> {
  const uploads = new Map<string, Map<number, Buffer>>();
  const tag = (bytes: Buffer) => `"${createHash("md5").update(bytes).digest("hex")}"`;
  const refuse = (answer: ServerResponse, status: number, code: string): true => {
    answer
      .writeHead(status, { "content-type": "application/xml" })
      .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    return true;
  };
  const xml = (answer: ServerResponse, text: string) =>
    answer.writeHead(200, { "content-type": "application/xml" }).end(text);

  function act(asked: IncomingMessage, body: Buffer, answer: ServerResponse): unknown {
    const url = new URL(asked.url ?? "", "http://x");
    const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const path = `${bucket}/${key}`;
    const { searchParams: query } = url;
    if (bucket !== "lake") return refuse(answer, 404, "NoSuchBucket");
    const id = query.get("uploadId");
    const parts = id === null ? undefined : uploads.get(id);
    if (id !== null && parts === undefined) return refuse(answer, 404, "NoSuchUpload");
    const bytes = store.objects.get(path);
    switch (asked.method) {
      case "POST":
        if (query.has("uploads")) {
          const fresh = String(uploads.size + 1);
          uploads.set(fresh, new Map());
          return xml(answer, `<R><UploadId>${fresh}</UploadId></R>`);
        }
        if (parts === undefined || id === null) return refuse(answer, 400, "Unsupported");
        store.objects.set(path, Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part)));
        uploads.delete(id);
        return xml(answer, "<R/>");
      case "PUT":
        if (
          asked.headers["content-md5"] &&
          asked.headers["content-md5"] !== createHash("md5").update(body).digest("base64")
        )
          return refuse(answer, 400, "BadDigest");
        if (parts) parts.set(Number(query.get("partNumber")), body);
        else store.objects.set(path, body);
        return answer.writeHead(200, { etag: tag(body) }).end();
      case "DELETE":
        if (id !== null) uploads.delete(id);
        return answer.writeHead(204).end();
      default:
        if (parts)
          return xml(
            answer,
            `<R>${[...parts].map(([n, part]) => `<Part><PartNumber>${n}</PartNumber><Size>${part.length}</Size><ETag>${tag(part)}</ETag></Part>`).join("")}</R>`,
          );
        if (query.get("list-type") === "2") {
          const prefix = `lake/${query.get("prefix") ?? ""}`;
          const found = [...store.objects].filter(([name]) => name.startsWith(prefix));
          return xml(
            answer,
            `<R><IsTruncated>false</IsTruncated>${found.map(([name, each]) => `<Contents><Key>${name.slice(5)}</Key><Size>${each.length}</Size></Contents>`).join("")}</R>`,
          );
        }
        if (bytes === undefined) return refuse(answer, 404, "NoSuchKey");
        return give(asked, answer, bytes);
    }
  }

  function give({ method, headers }: IncomingMessage, answer: ServerResponse, bytes: Buffer): unknown {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    if (from === undefined || to === undefined)
      return answer
        .writeHead(200, { etag: tag(bytes), "content-length": bytes.length })
        .end(method === "HEAD" ? undefined : bytes);
    if (bytes.length === 0) return refuse(answer, 416, "InvalidRange");
    const part = bytes.subarray(Number(from), Number(to) + 1);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
    return answer.writeHead(206, { etag: tag(bytes), "content-length": part.length, "content-range": range }).end(part);
  }

  const server = createServer((asked, answer) => {
    const body: Buffer[] = [];
    asked.on("error", () => undefined);
    asked.on("data", (part: Buffer) => body.push(part));
    asked.on("end", () => {
      store.asked.push(asked);
      if (!store.trouble(asked, answer)) act(asked, Buffer.concat(body), answer);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const store: FakeS3 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    asked: [],
    trouble: () => false,
    refuse,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return store;
}
