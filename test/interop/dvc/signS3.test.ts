import assert from "node:assert/strict";
import {
  createSigner,
  escapePath,
  type Keys,
  queryText,
  sha256,
  unsigned,
} from "../../../src/runtime/kernel/s3/signature";
import { type Dvc, startDvc } from "./dvc";

interface Case {
  readonly method: string;
  readonly secure?: boolean;
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly region?: string;
  readonly token?: string;
  readonly time?: string;
}

const cases: readonly Case[] = [
  { method: "GET", key: "files/md5/ab/cdef" },
  { method: "PUT", key: "files/md5/ab/cdef.dir", body: "some bytes", headers: { "content-length": "10" } },
  { method: "PUT", key: "secure", secure: true, body: "not hashed twice", headers: { "content-md5": "eA==" } },
  { method: "GET", key: "a b/ü+~(x)!*'%25/日本" },
  {
    method: "GET",
    key: "",
    query: { "list-type": "2", prefix: "a/b c", "continuation-token": "x+/=&?", delimiter: "/" },
  },
  { method: "POST", key: "large", query: { uploads: "" } },
  { method: "PUT", key: "large", query: { uploadId: "a~b", partNumber: "10" }, body: "x" },
  { method: "GET", key: "a", query: { B: "1", a: "2", b: "3" } },
  {
    method: "GET",
    key: "part",
    headers: { range: "bytes=0-99", "if-match": '"etag"', "x-amz-meta-text": "two  blanks " },
  },
  {
    method: "PUT",
    key: "kept",
    body: "x",
    headers: { "x-amz-server-side-encryption": "aws:kms", "x-amz-acl": "private" },
  },
  { method: "HEAD", key: "with/token", token: "a/long+token==", region: "eu-central-1" },
  { method: "DELETE", key: "old", time: "2027-01-01T00:00:00+00:00", region: "cn-north-1" },
];

const keys: Keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const host = "bucket.example.com:9000";

describe("requests to S3", () => {
  let dvc: Dvc;
  before(async function () {
    dvc = await startDvc(this);
  });
  after(() => dvc?.stop());

  it("are signed as botocore signs them", async () => {
    const all = cases.map(({ method, secure, key, query = {}, headers = {}, body = "", region, token, time }) => ({
      method,
      url: `${secure ? "https" : "http"}://${host}/${escapePath(key)}${Object.keys(query).length ? `?${queryText(query)}` : ""}`,
      headers,
      body,
      region: region ?? "us-east-1",
      keys: { ...keys, ...(token && { sessionToken: token }) },
      time: time ?? "2026-11-22T03:04:05+00:00",
    }));
    const expected = (await dvc.ask("signS3", all)) as string[];
    for (const [i, { method, url, headers, body, region, keys: signing, time }] of all.entries()) {
      const { key, query = {} } = cases[i] as Case;
      const payload = url.startsWith("https:") ? unsigned : sha256(body);
      const asked = { method, host, path: `/${escapePath(key)}`, query, headers, payload };
      const { authorization } = createSigner(signing, region)(asked, new Date(time));
      assert.equal(authorization, expected[i], `${method} ${url}`);
    }
  });
});
