import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createDispatch } from "../../../src/runtime/kernel/http/dispatch";
import { type Injection, inject } from "../../../src/runtime/kernel/http/inject";
import type { Kernel } from "../../../src/runtime/kernel/kernel";
import { createMemoryKernel } from "../../../src/runtime/main";
import { createArtifacts } from "../../../src/runtime/tracking/artifacts/artifacts";
import { artifactRoutes } from "../../../src/runtime/tracking/artifacts/routes";

const store = "/api/2.0/mlflow-artifacts/artifacts";

describe("artifacts", () => {
  let folder: string;
  let root: string;
  let kernel: Kernel;
  let send: (injection: Injection) => ReturnType<typeof inject>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-artifacts-"));
    kernel = createMemoryKernel(folder);
    root = kernel.places.artifacts;
    const dispatch = createDispatch(artifactRoutes(createArtifacts(kernel), kernel), kernel.log);
    send = (injection) => inject(dispatch, injection);
    await kernel.store.commit([
      { do: "row", table: "runs", id: "r1" },
      { do: "set", table: "runs", id: "r1", cells: { artifact_uri: "mlflow-artifacts:/1/r1/artifacts" } },
      { do: "row", table: "runs", id: "far" },
      { do: "set", table: "runs", id: "far", cells: { artifact_uri: "s3://bucket/far" } },
      {
        do: "put",
        in: "logged-models",
        key: "m-1",
        doc: { artifact_uri: "mlflow-artifacts:/1/models/m-1/artifacts" },
      },
    ]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (path: string, body: unknown) => send({ method: "PUT", url: `${store}/${path}`, body });
  const get = (url: string, headers: Record<string, string> = {}) => send({ method: "GET", url, headers });
  const json = async (url: string) => JSON.parse((await get(url)).body.toString());
  const leftovers = () => (existsSync(join(root, ".incoming")) ? readdirSync(join(root, ".incoming")) : []);

  it("gives back what was put", async () => {
    assert.deepEqual(JSON.parse((await put("1/r1/artifacts/model/MLmodel", "flavors: {}")).body.toString()), {});
    const reply = await get(`${store}/1/r1/artifacts/model/MLmodel`);
    assert.equal(reply.status, 200);
    assert.equal(reply.body.toString(), "flavors: {}");
    assert.equal(reply.headers["content-length"], "11");
    assert.equal(reply.headers["content-type"], "text/plain");
    assert.equal(reply.headers["content-disposition"], "attachment; filename=MLmodel");
    assert.deepEqual(leftovers(), []);
  });

  it("takes an empty file, names in any script, and a second writing", async () => {
    const name = "über 数据 100%.txt";
    await put(encodeURIComponent(name), "");
    assert.equal((await get(`${store}/${encodeURIComponent(name)}`)).body.length, 0);
    await put(encodeURIComponent(name), "second");
    const reply = await get(`${store}/${encodeURIComponent(name)}`);
    assert.equal(reply.body.toString(), "second");
    assert.match(
      reply.headers["content-disposition"] ?? "",
      /filename\*=UTF-8''%C3%BCber%20%E6%95%B0%E6%8D%AE%20100%25\.txt$/,
    );
  });

  it("lists as MLflow does: names only in the store, relative to the run elsewhere", async () => {
    await put("1/r1/artifacts/b.txt", "bb");
    await put("1/r1/artifacts/a/c.txt", "c");
    const files = [
      { path: "a", is_dir: true },
      { path: "b.txt", is_dir: false, file_size: 2 },
    ];
    assert.deepEqual(await json(`${store}?path=1/r1/artifacts`), { files });
    const root_uri = "mlflow-artifacts:/1/r1/artifacts";
    assert.deepEqual(await json("/api/2.0/mlflow/artifacts/list?run_id=r1"), { root_uri, files });
    assert.deepEqual(await json("/ajax-api/2.0/mlflow/artifacts/list?run_uuid=r1&path=a"), {
      root_uri,
      files: [{ path: "a/c.txt", is_dir: false, file_size: 1 }],
    });
    assert.deepEqual(await json("/api/2.0/mlflow/artifacts/list?run_id=r1&path=b.txt"), { root_uri });
    assert.deepEqual(await json("/api/2.0/mlflow/artifacts/list?run_id=r1&path=nothing"), { root_uri });
    assert.deepEqual(await json(store), { files: [{ path: "1", is_dir: true }] });
  });

  it("serves files of runs and logged models to pages", async () => {
    await put("1/r1/artifacts/plots/roc.html", "<script>alert(1)</script>");
    for (const id of ["run_id", "run_uuid"]) {
      const reply = await get(`/get-artifact?${id}=r1&path=plots/roc.html`);
      assert.equal(reply.body.toString(), "<script>alert(1)</script>");
      assert.equal(reply.headers["content-disposition"], "attachment; filename=roc.html");
    }
    await put("1/models/m-1/artifacts/MLmodel", "m");
    assert.deepEqual(await json("/api/2.0/mlflow/logged-models/m-1/artifacts/directories"), {
      root_uri: "mlflow-artifacts:/1/models/m-1/artifacts",
      files: [{ path: "MLmodel", is_dir: false, file_size: 1 }],
    });
    const model = await get("/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=MLmodel");
    assert.equal(model.body.toString(), "m");
  });

  it("says what is not there, and what is a folder", async () => {
    await put("1/x/y.txt", "y");
    assert.equal((await get(`${store}/1/x/z.txt`)).status, 404);
    assert.equal((await get(`${store}/1/x`)).status, 400);
    assert.equal((await get("/get-artifact?run_id=none&path=a")).status, 404);
    assert.equal((await put("1/x", "a file over a folder")).status, 400);
    assert.equal((await put("1/x/y.txt/z", "below a file")).status, 400);
    assert.equal((await put("1/x/", "no name")).status, 400);
    assert.equal(readFileSync(join(root, "1/x/y.txt"), "utf8"), "y");
  });

  it("answers one range, and tells a known file from a new one", async () => {
    await put("digits", "0123456789");
    const ranged = async (range: string) => {
      const { status, headers, body } = await get(`${store}/digits`, { range });
      return [status, headers["content-range"], status < 400 ? body.toString() : undefined];
    };
    assert.deepEqual(await ranged("bytes=2-4"), [206, "bytes 2-4/10", "234"]);
    assert.deepEqual(await ranged("bytes=7-"), [206, "bytes 7-9/10", "789"]);
    assert.deepEqual(await ranged("bytes=-3"), [206, "bytes 7-9/10", "789"]);
    assert.deepEqual(await ranged("bytes=5-99"), [206, "bytes 5-9/10", "56789"]);
    assert.deepEqual(await ranged("bytes=10-"), [416, "bytes */10", undefined]);
    assert.deepEqual(await ranged("bytes=4-2"), [200, undefined, "0123456789"]);
    assert.deepEqual(await ranged("bytes=0-1,3-4"), [200, undefined, "0123456789"]);
    const { etag = "" } = (await get(`${store}/digits`)).headers;
    assert.equal((await get(`${store}/digits`, { "if-none-match": etag })).status, 304);
    assert.equal((await get(`${store}/digits`, { range: "bytes=0-0", "if-range": '"old"' })).status, 200);
  });

  it("deletes a file or a folder, never the root", async () => {
    await put("1/r1/artifacts/a/b.txt", "b");
    await put("1/r1/artifacts/c.txt", "c");
    const del = async (path: string) => (await send({ method: "DELETE", url: `${store}${path}` })).status;
    assert.equal(await del("/1/r1/artifacts/a/b.txt"), 200);
    assert.equal(await del("/1/r1/artifacts/"), 200);
    assert.equal(await del("/1/never"), 200);
    assert.deepEqual(await json(`${store}?path=1/r1`), {});
    for (const path of ["", "/", "/.", "/%2e", "/./"]) assert.equal(await del(path), 400, path);
    assert.ok(existsSync(root));
    assert.deepEqual(leftovers(), []);
  });

  const climbing = [
    "../secret",
    "a/../../secret",
    "%2e%2e/secret",
    "%2e%2e%2fsecret",
    "%252e%252e%252fsecret",
    "%25252e%25252e/secret",
    "..%5csecret",
    "a%5c..%5c..%5csecret",
    "%00",
    "a%2500b",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%252fetc%252fpasswd",
    "C:/secret",
    "c%3a%5csecret",
    "file:///etc/passwd",
    ".incoming/x",
    "a%23b",
    `${"x".repeat(256)}`,
    `${"x/".repeat(1600)}y`,
    "%zz",
  ];
  for (const path of climbing)
    it(`refuses ${path.slice(0, 40)} to read, write, list and delete`, async () => {
      writeFileSync(join(folder, "secret"), "secret");
      for (const method of ["PUT", "GET", "DELETE"]) {
        const reply = await send({ method, url: `${store}/${path}`, ...(method === "PUT" ? { body: "x" } : {}) });
        assert.equal(reply.status, 400, `${method}: ${reply.body}`);
      }
      assert.equal((await get(`${store}?path=${path}`)).status, path === "%zz" ? 200 : 400);
      assert.equal((await get(`/get-artifact?run_id=r1&path=${path}`)).status, path === "%zz" ? 404 : 400);
      assert.equal(
        (await get(`/api/2.0/mlflow/artifacts/list?run_id=r1&path=${path}`)).status,
        path === "%zz" ? 200 : 400,
      );
      assert.deepEqual(readdirSync(folder).sort(), existsSync(root) ? [".tidemark", "secret"] : ["secret"]);
      assert.equal(readFileSync(join(folder, "secret"), "utf8"), "secret");
    });

  it("follows no link out of the folder, and lists none", async () => {
    const outside = join(folder, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "secret.txt"), "secret");
    await put("1/inside.txt", "in");
    symlinkSync(outside, join(root, "1/out"));
    symlinkSync(join(outside, "secret.txt"), join(root, "1/file"));
    symlinkSync(join(root, "1/inside.txt"), join(root, "1/kept"));
    symlinkSync(join(folder, "nowhere"), join(root, "1/dangling"));

    assert.equal((await get(`${store}/1/out/secret.txt`)).status, 400);
    assert.equal((await get(`${store}/1/file`)).status, 400);
    assert.equal((await put("1/out/new.txt", "x")).status, 400);
    assert.equal((await put("1/dangling/new.txt", "x")).status, 400);
    assert.equal((await get(`${store}?path=1/out`)).status, 400);
    assert.equal((await send({ method: "DELETE", url: `${store}/1/out/secret.txt` })).status, 400);
    assert.deepEqual(
      (await json(`${store}?path=1`)).files.map((file: { path: string }) => file.path),
      ["inside.txt", "kept"],
    );
    assert.equal((await get(`${store}/1/kept`)).body.toString(), "in");
    // over the link itself, not through it
    assert.equal((await put("1/file", "mine")).status, 200);
    assert.equal((await send({ method: "DELETE", url: `${store}/1/out` })).status, 200);
    assert.deepEqual(readdirSync(outside), ["secret.txt"]);
    assert.equal(readFileSync(join(outside, "secret.txt"), "utf8"), "secret");
  });

  const hostile = [
    "mlflow-artifacts:/../../secret",
    "mlflow-artifacts:/1/x/../../../..",
    "mlflow-artifacts:/1#/../../../..",
    "mlflow-artifacts:/1?x=/../../../..",
    "mlflow-artifacts:/1;/../../../..",
    "mlflow-artifacts:/%2e%2e/%2e%2e",
    "mlflow-artifacts:///../..",
    "mlflow-artifacts://host/../..",
    "http://127.0.0.1/api/2.0/mlflow-artifacts/artifacts/1",
    "file:///",
    "/",
    "",
    "..",
  ];
  for (const location of hostile)
    it(`neither lists nor serves a run whose artifacts are said to be at '${location}'`, async () => {
      writeFileSync(join(folder, "secret"), "secret");
      await kernel.store.commit([{ do: "set", table: "runs", id: "r1", cells: { artifact_uri: location } }]);
      for (const url of [
        "/api/2.0/mlflow/artifacts/list?run_id=r1",
        "/get-artifact?run_id=r1&path=secret",
        "/get-artifact?run_id=r1&path=.tidemark",
      ])
        assert.deepEqual([url, (await get(url)).status], [url, 400]);
      assert.equal(
        (await send({ method: "POST", url: "/api/2.0/mlflow/upload-artifact?run_uuid=r1&path=secret", body: "x" }))
          .status,
        400,
      );
      assert.equal(readFileSync(join(folder, "secret"), "utf8"), "secret");
    });

  it("shows nothing of an upload that broke off, and keeps what was there", async () => {
    await put("1/big.bin", "whole");
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(3 * 1024 * 1024);
        throw new Error("the client went away");
      })(),
    );
    assert.ok((await put("1/big.bin", broken)).status >= 400);
    assert.equal((await get(`${store}/1/big.bin`)).body.toString(), "whole");
    assert.deepEqual(leftovers(), []);
  });

  it("leaves an upload unseen until it is whole", async () => {
    let seen: unknown;
    const slow = Readable.from(
      (async function* () {
        yield Buffer.alloc(2 * 1024 * 1024, 1);
        seen = await json(`${store}?path=1`);
        yield Buffer.alloc(10, 2);
      })(),
    );
    assert.equal((await put("1/slow.bin", slow)).status, 200);
    assert.deepEqual(seen, {});
    assert.deepEqual(await json(`${store}?path=1`), {
      files: [{ path: "slow.bin", is_dir: false, file_size: 2 * 1024 * 1024 + 10 }],
    });
  });

  it("clears what a crash left half-way", async () => {
    mkdirSync(join(root, ".incoming"), { recursive: true });
    writeFileSync(join(root, ".incoming/half"), "half");
    await createArtifacts(createMemoryKernel(folder)).write("a.txt", Buffer.from("a"));
    assert.deepEqual(leftovers(), []);
  });

  it("calls an address elsewhere what it is", async () => {
    for (const url of ["/api/2.0/mlflow/artifacts/list?run_id=far", "/get-artifact?run_id=far&path=a"]) {
      const reply = await get(url);
      assert.equal(reply.status, 400);
      assert.match(JSON.parse(reply.body.toString()).message, /s3:\/\/bucket\/far/);
    }
  });

  it("refuses multipart and presigned transfers in the words that clients fall back on", async () => {
    const reply = await send({ method: "POST", url: "/api/2.0/mlflow-artifacts/mpu/create/a/b", body: { path: "b" } });
    assert.equal(reply.status, 501);
    assert.deepEqual(JSON.parse(reply.body.toString()), {
      error_code: "NOT_IMPLEMENTED",
      message: "Multipart upload is not supported for the current artifact repository",
    });
    assert.equal((await get("/api/2.0/mlflow-artifacts/presigned/a")).status, 501);
  });
});
