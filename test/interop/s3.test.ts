import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { connectS3 } from "../../src/runtime/kernel/s3/client";
import { start, tidemark } from "../cli/command";
import { freePort } from "./freePort";
import { type Store, startStore } from "./s3Store";
import { runScript } from "./script";
import { pythonOrSkip } from "./venv";

const root = resolve(__dirname, "../../..");
const forest = join(root, "test/fixtures/onnx/forest-text.onnx");
const model = ["--model", forest, "--columns", "a,b,c,d"];

describe("tidemark predict on S3, beside boto3, pyarrow and pandas", function () {
  this.timeout(5 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), "tidemark-s3-"));
  const kept = join(folder, "kept");
  const home = join(folder, "home");
  const bare = { HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: "true" };
  const keys = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret" };
  let store: Store;
  let python: string;
  let nobody: readonly [string, string];

  const env = () => ({ ...bare, ...keys, AWS_ENDPOINT_URL: store.url });
  const script = (name: string, more: Record<string, string>) => {
    const there = { ...env(), AWS_ENDPOINT_URL: store.inner, AWS_DEFAULT_REGION: "us-east-1", KEPT_IN: kept, ...more };
    return runScript(python, name, {
      url: store.inner,
      env: there,
      workspace: folder,
      pid: 0,
      stop: async () => undefined,
    });
  };
  const words = (input: string, output: string) => ["predict", ...model, "--input", input, "--output", output];
  const predict = (input: string, output: string, own: NodeJS.ProcessEnv = env()) =>
    tidemark({ workspace: folder, env: own }, ...words(input, output));
  const object = async (key: string) => {
    const signed = "AWS4-HMAC-SHA256 Credential=someone/20260101/us-east-1/s3/aws4_request";
    const answer = await fetch(`${store.inner}/lake/${key}`, { headers: { authorization: signed } });
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  };
  const local = async (name: string) => {
    const output = join(folder, `local-${name}`);
    if (!existsSync(output)) assert.equal((await predict(join(kept, name), output)).code, 0);
    return readFileSync(output);
  };
  const staged = () =>
    existsSync(join(folder, ".tidemark/batch")) ? readdirSync(join(folder, ".tidemark/batch")) : [];
  const uploads = async () => (await (await fetch(`${store.inner}/lake?uploads`)).text()).includes("<UploadId>");
  const isRead = ({ method, url = "" }: IncomingMessage) => method === "GET" && url.includes("big.parquet");
  const isPart = ({ method, url = "" }: IncomingMessage) => method === "PUT" && url.includes("partNumber=");

  before(async function () {
    python = await pythonOrSkip(this, join(root, "test/interop/s3Requirements.txt"));
    mkdirSync(kept);
    mkdirSync(join(home, ".aws"), { recursive: true });
    store = await startStore(python);
    nobody = (await script("objectsWritten", {})).get("nobody")?.answer as [string, string];
  });
  beforeEach(() => {
    store.asked.length = 0;
    store.trouble = () => undefined;
  });
  after(async () => {
    await store?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads what boto3 and pyarrow wrote and writes what pandas reads, the same as of files", async () => {
    const pairs = [
      ["rows.parquet", "data/rows.parquet", "out/rows.parquet"],
      ["rows.csv", "data/Größe + 1 %20?&=.csv", "out/Größe + 1 %20?&=.csv"],
      ["rows.jsonl", "data//rows.jsonl", "out//rows.jsonl"],
      ["big.parquet", "data/big.parquet", "out/big.parquet"],
    ] as const;
    for (const [name, from, to] of pairs) {
      const { code, stdout, stderr } = await predict(`s3://lake/${from}`, `s3://lake/${to}`);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /^s3:\/\/lake\/out\/.* rows, /);
      const written = await object(to.split("/").map(encodeURIComponent).join("/"));
      assert.ok(written?.equals(await local(name)), name);
    }
    const answers = await script("objectsRead", { WRITTEN: JSON.stringify(pairs.map(([name, , to]) => [name, to])) });
    const more = ["prediction", "probability_", "probability_süß", "probability_日本"];
    for (const [name, , to] of pairs)
      assert.deepEqual(answers.get(to)?.answer, { rows: name === "big.parquet" ? 400_000 : 5000, more });
    assert.deepEqual(staged(), []);
  });

  it("reads from S3 into a file, and a file into S3", async () => {
    assert.equal((await predict("s3://lake/data/rows.parquet", join(folder, "down.parquet"))).code, 0);
    assert.ok(readFileSync(join(folder, "down.parquet")).equals(await local("rows.parquet")));
    assert.equal((await predict(join(kept, "rows.csv"), "s3://lake/up.csv")).code, 0);
    assert.ok((await object("up.csv"))?.equals(await local("rows.csv")));
  });

  /** Begins the task and kills it when a request is held and the others have done what `isReady` looks for. */
  async function killedAt(
    output: string,
    held: (asked: IncomingMessage) => boolean,
    isReady: () => boolean,
  ): Promise<void> {
    const isHeld = new Promise<void>((reached) => {
      store.trouble = (asked) => {
        if (!held(asked)) return undefined;
        reached();
        return "hold";
      };
    });
    const child = start({ workspace: folder, env: env() }, ...words("s3://lake/data/big.parquet", output));
    const ended = once(child, "close");
    await Promise.race([isHeld, ended]);
    assert.equal(child.exitCode, null, "it was still running");
    while (!isReady() && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 10));
    child.kill("SIGKILL");
    await ended;
    store.trouble = () => undefined;
    store.asked.length = 0;
  }

  it("killed while it reads there is no output, and the next time reads what is missing", async () => {
    const batch = join(folder, ".tidemark/batch");
    const noted = () =>
      readdirSync(batch, { recursive: true, encoding: "utf8" }).some(
        (path) => path.endsWith(".pieces") && readFileSync(join(batch, path), "utf8").endsWith("\n0\n"),
      );
    const isLater = (asked: IncomingMessage) => isRead(asked) && !/^bytes=0-/.test(asked.headers.range ?? "");
    await killedAt("s3://lake/killed.parquet", isLater, noted);
    assert.equal(await object("killed.parquet"), undefined);
    assert.equal((await predict("s3://lake/data/big.parquet", "s3://lake/killed.parquet")).code, 0);
    assert.deepEqual(
      store.asked.filter(isRead).map(({ headers }) => headers.range?.split("-")[0]),
      [`bytes=${8 * 1024 * 1024}`],
    );
    assert.ok((await object("killed.parquet"))?.equals(await local("big.parquet")));
    assert.deepEqual(staged(), []);
  });

  it("killed while it writes nothing is there, and the next time sends what is missing", async () => {
    const isThird = (asked: IncomingMessage) => isPart(asked) && asked.url?.includes("partNumber=3") === true;
    store.answered.length = 0;
    await killedAt("s3://lake/half.parquet", isThird, () => store.answered.filter(isPart).length === 2);
    assert.equal(await object("half.parquet"), undefined);
    const { code, stdout } = await predict("s3://lake/data/big.parquet", "s3://lake/half.parquet");
    assert.equal(code, 0);
    assert.match(stdout, /parts were done before/);
    assert.deepEqual(store.asked.filter(isPart).map(isThird), [true]);
    assert.equal(store.asked.some(isRead), false);
    assert.ok((await object("half.parquet"))?.equals(await local("big.parquet")));
    assert.deepEqual([await uploads(), staged()], [false, []]);
  });

  it("takes an upload back that is refused in the middle, and keeps the predictions for the next time", async () => {
    store.trouble = (asked) => (isPart(asked) && asked.url?.includes("partNumber=2") ? "deny" : undefined);
    const { code, stderr } = await predict("s3://lake/data/big.parquet", "s3://lake/refused.parquet");
    assert.deepEqual(
      [code, stderr],
      [2, "tidemark: predict: s3://lake/refused.parquet: access denied: these credentials may not write it\n"],
    );
    assert.deepEqual([await object("refused.parquet"), await uploads()], [undefined, false]);
    store.trouble = () => undefined;
    const again = await predict("s3://lake/data/big.parquet", "s3://lake/refused.parquet");
    assert.match(again.stdout, /parts were done before/);
    assert.ok((await object("refused.parquet"))?.equals(await local("big.parquet")));
  });

  it("names the object where a row or a column is wrong, and does not read it again for other columns", async () => {
    const refusal = async (input: string, ...more: string[]) =>
      (await tidemark({ workspace: folder, env: env() }, ...words(input, join(folder, "torn.csv")), ...more)).stderr;
    assert.match(await refusal("s3://lake/data/empty.csv"), /s3:\/\/lake\/data\/empty\.csv is empty\n$/);
    assert.match(await refusal("s3://lake/data/torn.csv"), /s3:\/\/lake\/data\/torn\.csv: row 2, column 'c'/);
    store.asked.length = 0;
    assert.match(await refusal("s3://lake/data/torn.csv", "--columns", "a,b,c,e"), /torn\.csv: row 1: column 'e'/);
    assert.deepEqual(
      store.asked.map(({ method }) => method),
      ["HEAD"],
    );
    rmSync(join(folder, ".tidemark/batch"), { recursive: true });
  });

  it("asks again for bytes that stop on their way", async () => {
    let cuts = 2;
    store.trouble = (asked) => (isRead(asked) && cuts-- > 0 ? "cut" : undefined);
    const { code, stderr } = await predict("s3://lake/data/big.parquet", join(folder, "cut.parquet"));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(cuts < 0);
    assert.ok(readFileSync(join(folder, "cut.parquet")).equals(await local("big.parquet")));
  });

  it("takes credentials, region and endpoint from where users have them", async () => {
    const { url } = store;
    writeFileSync(
      join(home, ".aws/credentials"),
      "[default]\naws_access_key_id = usual\naws_secret_access_key = x\n" +
        "[work]\naws_access_key_id = worker\naws_secret_access_key = x\naws_session_token = passing\n",
    );
    writeFileSync(
      join(home, ".aws/config"),
      `[profile work]\nregion = eu-west-3\nendpoint_url = ${url}\n[default]\nregion = eu-north-1\n`,
    );
    const cases: readonly (readonly [Record<string, string>, string, string, string?])[] = [
      [{ AWS_ENDPOINT_URL: url }, "usual", "eu-north-1"],
      [{ AWS_PROFILE: "work" }, "worker", "eu-west-3", "passing"],
      [{ ...keys, AWS_PROFILE: "work" }, "someone", "eu-west-3"],
      [
        { ...keys, AWS_SESSION_TOKEN: "short", AWS_ENDPOINT_URL_S3: url, AWS_REGION: "a-b-1" },
        "someone",
        "a-b-1",
        "short",
      ],
      [{ ...keys, AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, "someone", "eu-north-1"],
      [{ ...keys, MLFLOW_S3_ENDPOINT_URL: url, AWS_DEFAULT_REGION: "c-d-2" }, "someone", "c-d-2"],
    ];
    try {
      for (const [own, key, region, token] of cases) {
        store.asked.length = 0;
        const { code, stderr } = await predict("s3://lake/data/rows.parquet", join(folder, "x.csv"), {
          ...bare,
          ...own,
        });
        assert.deepEqual([code, stderr], [0, ""], JSON.stringify(own));
        const { headers, url: path } = store.asked[0] as IncomingMessage;
        const credential = headers.authorization?.match(/Credential=([^/]+)\/\d+\/([^/]+)\/s3\//);
        assert.deepEqual([credential?.[1], credential?.[2]], [key, region], JSON.stringify(own));
        assert.equal(headers["x-amz-security-token"], token);
        assert.match(path ?? "", /^\/lake\/data/);
      }
    } finally {
      rmSync(join(home, ".aws/credentials"));
      rmSync(join(home, ".aws/config"));
    }
  });

  describe("says in one line what is wrong, exit code 2, and leaves nothing behind", () => {
    const said = async (input: string, output: string, own: NodeJS.ProcessEnv, expected: RegExp) => {
      const before = staged();
      const { code, stdout, stderr } = await predict(input, output, own);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, /^[^\n]+\n$/);
      assert.match(stderr, expected);
      assert.deepEqual(staged(), before);
    };
    const good = "s3://lake/data/rows.parquet";
    const file = join(folder, "never.csv");
    const addresses: readonly (readonly [string, string, RegExp])[] = [
      ["s3://nolake/rows.csv", file, /s3:\/\/nolake\/rows\.csv: there is no bucket 'nolake'/],
      [
        "s3://lake/data/row.parquet",
        file,
        /row\.parquet is not there\. Did you mean s3:\/\/lake\/data\/rows\.parquet\?/,
      ],
      ["s3://lake/nothing/at/all.csv", file, /--input: s3:\/\/lake\/nothing\/at\/all\.csv is not there$/m],
      ["s3://lake", file, /names a bucket; the key of one object is missing/],
      ["s3://lake/data/", file, /names a folder; name one object in it/],
      ["s3:///rows.csv", file, /expected s3:\/\/BUCKET\/KEY/],
      ["s3://La ke/rows.csv", file, /'La ke' is no name of a bucket/],
      ["s3://lake/data/rows", file, /not \.parquet, \.csv or \.jsonl/],
      [good, "s3://nolake/out.csv", /s3:\/\/nolake\/out\.csv: there is no bucket 'nolake'/],
      [good, good, /is the input itself/],
      [good, join(folder, "none/out.csv"), /the folder .*none is not there/],
      ["gs://lake/rows.csv", file, /files of this machine and s3:\/\/BUCKET\/KEY/],
    ];
    for (const [input, output, expected] of addresses)
      it(`${input} → ${output === file ? "a file" : output.replace(folder, "")}`, () =>
        said(input, output, env(), expected));

    it("no credentials", async () => {
      const none = { ...bare, AWS_ENDPOINT_URL: store.url };
      await said(good, file, none, /no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE/);
      await said(good, file, { ...none, AWS_PROFILE: "gone" }, /no credentials in the profile 'gone'/);
    });

    it("no network", async () => {
      const nowhere = `http://127.0.0.1:${await freePort()}`;
      await said(
        good,
        file,
        { ...env(), AWS_ENDPOINT_URL: nowhere },
        /127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/,
      );
      await said(
        good,
        file,
        { ...env(), AWS_ENDPOINT_URL: "localhost:9000" },
        /endpoint 'localhost:9000': expected http/,
      );
    });

    it("access denied, an unknown key", async () => {
      const judge = (count: string) => fetch(`${store.inner}/moto-api/reset-auth`, { method: "POST", body: count });
      await judge("0");
      try {
        const [id, secret] = nobody;
        const denied = { ...env(), AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
        await said(good, file, denied, /rows\.parquet: access denied: these credentials may not read it/);
        await said(join(kept, "rows.csv"), "s3://lake/out.csv", denied, /out\.csv: access denied: .* may not write it/);
        await said(good, file, { ...denied, AWS_SECRET_ACCESS_KEY: "other" }, /secret key does not fit/);
        await said(good, file, env(), /the access key is not known there/);
      } finally {
        await judge("inf");
      }
    });
  });

  it("lists beyond a page, reads ranges of one version, replaces small objects", async () => {
    const before = { ...process.env };
    Object.assign(process.env, env());
    const s3 = await connectS3();
    try {
      const found: string[] = [];
      for await (const { key } of s3.list("many", "x/")) found.push(key);
      assert.deepEqual([found.length, found[1000]], [1001, "x/1000"]);
      const at = { bucket: "many", key: "small" };
      assert.equal(await s3.head(at), undefined);
      await s3.put(at, Buffer.from("0123456789"));
      const { bytes, etag = "" } = (await s3.head(at)) ?? {};
      assert.equal(bytes, 10);
      assert.equal(Buffer.from(await s3.read(at, { from: 2, to: 5, etag })).toString(), "234");
      await s3.put(at, Buffer.from("other"));
      await assert.rejects(s3.read(at, { from: 0, to: 1, etag }), /s3:\/\/many\/small: was changed while it was read/);
    } finally {
      s3.close();
      process.env = before;
    }
  });
});
