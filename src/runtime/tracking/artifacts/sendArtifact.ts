import type { Reply, Request } from "../../kernel/http/route";
import { failed } from "../../kernel/http/route";
import { checkRelative, joinPath } from "./artifactPath";
import type { Artifacts, OpenArtifact } from "./artifacts";
import { ownPlace } from "./locations";
import { mimeTypeOf } from "./mimeType";

const chunkBytes = 1024 * 1024;

/**
 * The file as an attachment, whole or the one range that was asked for. A browser must never show it on our address;
 * that it may not guess another type either, the server says with every answer.
 */
export async function sendArtifact(
  artifacts: Artifacts,
  path: string,
  { headers }: Pick<Request, "headers">,
): Promise<Reply> {
  const file = await artifacts.open(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const etag = `"${file.size.toString(16)}-${file.modified.getTime().toString(16)}"`;
  const common = {
    "content-type": mimeTypeOf(name),
    "content-disposition": attachment(name),
    "accept-ranges": "bytes",
    "cache-control": "no-cache",
    etag,
    "last-modified": file.modified.toUTCString(),
  };
  if (isFresh(headers["if-none-match"], etag)) {
    await file.handle.close();
    return { status: 304, headers: common };
  }
  const asked = headers["if-range"] === undefined || headers["if-range"] === etag ? headers.range : undefined;
  const range = readRange(asked, file.size);
  if (range === "unsatisfiable") {
    await file.handle.close();
    const refusal = failed(416, "INVALID_PARAMETER_VALUE", `Range: '${path}' has ${file.size} bytes`);
    return { ...refusal, headers: { ...refusal.headers, "content-range": `bytes */${file.size}` } };
  }
  const [from, to] = range ?? [0, file.size - 1];
  const head = { ...common, "content-length": String(to - from + 1) };
  return range
    ? reply(206, { ...head, "content-range": `bytes ${from}-${to}/${file.size}` }, file, [from, to])
    : reply(200, head, file, [from, to]);
}

/** Files below an artifact address, as the pages of runs and models ask for them. */
export function sendBelow(artifacts: Artifacts) {
  return (location: string, path: string, request: Pick<Request, "headers">): Promise<Reply> =>
    sendArtifact(artifacts, joinPath(ownPlace(location), checkRelative(path)), request);
}

async function reply(
  status: number,
  headers: Readonly<Record<string, string>>,
  { handle }: OpenArtifact,
  [start, end]: readonly [number, number],
): Promise<Reply> {
  if (end < start) {
    await handle.close();
    return { status, headers, body: "" };
  }
  return { status, headers, body: handle.createReadStream({ start, end, highWaterMark: chunkBytes }) };
}

function isFresh(known: string | undefined, etag: string): boolean {
  return known?.split(",").some((each) => each.trim().replace(/^W\//, "") === etag) ?? false;
}

/** First and last byte. Several ranges at once, and what is not a byte range, are answered with the whole, as HTTP allows. */
export function readRange(header: string | undefined, size: number): [number, number] | "unsatisfiable" | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = found ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : [size - length, size - 1];
  }
  const from = Number(first);
  const to = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < from) return undefined;
  return from >= size ? "unsatisfiable" : [from, to];
}

/** RFC 6266: an ASCII name for all, and the real one for those who read `filename*`. */
export function attachment(name: string): string {
  const ascii = name
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .trim();
  const quoted = `"${(ascii || "download").replace(/["\\]/g, "\\$&")}"`;
  if (ascii === name) return `attachment; filename=${/^[\w.!#$&+^`|~-]+$/.test(name) ? name : quoted}`;
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename=${quoted}; filename*=UTF-8''${encoded}`;
}
