import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { basename, join, relative } from "node:path";
import { temporaryFolder } from "../runtime/kernel/temporary";
import { type Asked, type Faulty, wholeRuntime } from "./runtime";

// What was published against MLflow's server, each tried on ours. Not here, for we have no such thing: its users and
// permissions (CVE-2023-6014's cousins, 2024-4263, 2025-15381, 2026-3198, 2026-33866), its Python clients, project runner,
// recipes and containers (CVE-2023-4033, 2024-0520, 2024-3099, 2024-37052 to 37061, 2025-14287, 2025-15379).

const secret = "the secret that no answer may hold";

describe("what was published against MLflow's server", () => {
  let runtime: Faulty;
  /** A folder outside of the workspace, with a file that is nobody's business. */
  let outside: string;
  let runId: string;
  let experimentId: string;
  /** Accepts connections and counts them: nothing that a client names may be called. */
  let bait: Server;
  let bites = 0;
  let baitUrl: string;

  const mlflow = "/api/2.0/mlflow";
  const artifacts = "/api/2.0/mlflow-artifacts/artifacts";
  const json = <T>({ text }: Asked): T => JSON.parse(text) as T;

  before(async () => {
    runtime = await wholeRuntime();
    outside = temporaryFolder();
    writeFileSync(join(outside, "secret.txt"), secret);
    writeFileSync(join(outside, "MLmodel"), secret);
    bait = createServer((socket) => {
      bites++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => bait.listen(0, "127.0.0.1", resolve));
    baitUrl = `http://127.0.0.1:${(bait.address() as { port: number }).port}`;
    const experiment = await runtime.ask("POST", `${mlflow}/experiments/create`, { name: "victim" });
    experimentId = json<{ experiment_id: string }>(experiment).experiment_id;
    const run = await runtime.ask("POST", `${mlflow}/runs/create`, { experiment_id: experimentId });
    runId = json<{ run: { info: { run_id: string } } }>(run).run.info.run_id;
    const put = await runtime.ask(
      "PUT",
      `${artifacts}/${experimentId}/${runId}/artifacts/model/weights.bin`,
      "weights",
    );
    assert.ok(put.status < 300, put.text);
    const model = await runtime.ask("POST", `${mlflow}/registered-models/create`, { name: "poc" });
    assert.equal(model.status, 200, model.text);
  });
  after(async () => {
    bait.close();
    await runtime.close();
  });
  afterEach(() => {
    assert.equal(readFileSync(join(outside, "secret.txt"), "utf8"), secret, "the file outside is as it was");
    assert.deepEqual(readdirSync(outside).sort(), ["MLmodel", "secret.txt"], "nothing was put beside it");
  });

  /** Ways up and out, as they were spelled in the reports and as the next reporter will. */
  function waysTo(folder: string): string[] {
    const up = "../".repeat(12);
    const bare = folder.slice(1);
    const once = (text: string) => encodeURIComponent(text);
    const dots = (text: string) => text.replaceAll(".", "%2e").replaceAll("/", "%2f");
    const climbing = [
      up + bare,
      `./${up}${bare}`,
      `model/${up}${bare}`,
      `....//....//....//....//....//....//${bare}`,
      `..;/..;/..;/..;/..;/..;/${bare}`,
      (up + bare).replaceAll("/", "\\"),
      `..\\..\\..\\..\\..\\..\\..\\..\\${bare}`,
      `/${up}${bare}`,
      folder,
      `/${folder}`,
      `file://${folder}`,
      `C:\\..\\..\\${bare}`,
      `\\\\localhost\\c$\\${bare}`,
      `${up}${bare}\0`,
      `\0${up}${bare}`,
      `~/${up}${bare}`,
    ];
    return climbing.flatMap((way) => [way, once(way), once(once(way)), dots(way), once(dots(way))]);
  }

  function refuses(asked: Asked, what: string): void {
    assert.ok(!asked.text.includes(secret), `${what} gave the secret away`);
    assert.ok(asked.status >= 400 && asked.status < 500, `${what} → ${asked.status} ${asked.text.slice(0, 200)}`);
  }

  function keepsQuiet(asked: Asked, what: string): void {
    assert.ok(!asked.text.includes(secret), `${what} gave the secret away`);
    const isListed = asked.status === 200 && /secret\.txt|MLmodel/.test(asked.text);
    assert.ok(!isListed, `${what} lists what is outside: ${asked.text.slice(0, 200)}`);
    assert.ok(asked.status < 500, `${what} → ${asked.status}`);
  }

  it("issue 7166: get-artifact reads no file outside of the run's", async () => {
    const there = await runtime.ask("GET", `/get-artifact?path=model/weights.bin&run_uuid=${runId}`);
    assert.equal(there.text, "weights");
    for (const way of waysTo(join(outside, "secret.txt")))
      for (const path of [way, encodeURIComponent(way)])
        refuses(
          await runtime.ask(
            "GET",
            `/get-artifact?run_uuid=${runId}&path=${path.replaceAll(/[\\#&\0 ]/g, encodeURIComponent)}`,
          ),
          path,
        );
  });

  it("CVE-2023-6977, -6909, CVE-2024-1558, -3573: the artifact routes list and read nothing outside", async () => {
    for (const way of waysTo(outside)) {
      const path = encodeURIComponent(way);
      for (const address of [
        `${mlflow}/artifacts/list?run_id=${runId}&path=${path}`,
        `/api/2.0/mlflow-artifacts/artifacts?path=${path}`,
        `${artifacts}/${way.replaceAll(/[\\#?\0 ]/g, encodeURIComponent)}/secret.txt`,
        `${artifacts}/${path}%2Fsecret.txt`,
        `${artifacts}/${experimentId}/${runId}/artifacts/${path}%2Fsecret.txt`,
      ])
        keepsQuiet(await runtime.ask("GET", address), address);
    }
  });

  it("CVE-2023-6831, CVE-2024-1560, -1594: DELETE removes nothing outside, nor everything at once", async () => {
    for (const way of waysTo(outside))
      for (const path of [way.replaceAll(/[\\#?\0 ]/g, encodeURIComponent), encodeURIComponent(way)]) {
        await runtime.ask("DELETE", `${artifacts}/${path}`);
        await runtime.ask("DELETE", `${artifacts}/${experimentId}/${path}/secret.txt`);
        assert.ok(existsSync(join(outside, "secret.txt")), path);
      }
    for (const root of ["", ".", "%2e", "./", "x/..", "%2e%2e", "..", "x%2f%2e%2e", "/"])
      refuses(await runtime.ask("DELETE", `${artifacts}/${root}`), `DELETE of '${root}'`);
    const there = await runtime.ask("GET", `/get-artifact?path=model/weights.bin&run_uuid=${runId}`);
    assert.equal(there.text, "weights", "what was not meant is still there");
  });

  it("CVE-2023-6018, CVE-2025-11201, CVE-2026-2033: PUT writes nothing outside", async () => {
    for (const way of waysTo(outside))
      for (const path of [way.replaceAll(/[\\#?\0 ]/g, encodeURIComponent), encodeURIComponent(way)]) {
        await runtime.ask("PUT", `${artifacts}/${path}/planted.txt`, "planted");
        await runtime.ask("PUT", `${artifacts}/${experimentId}/${runId}/artifacts/${path}/planted.txt`, "planted");
        await runtime.ask(
          "POST",
          `${mlflow}/upload-artifact?run_uuid=${runId}&path=${encodeURIComponent(`${way}/planted.txt`)}`,
          "planted",
        );
      }
    assert.deepEqual(planted(runtime.workspace, outside), []);
  });

  it("is not led outside by a link that lies among the artifacts", async () => {
    const folder = join(runtime.workspace, ".tidemark", "artifacts", experimentId, runId, "artifacts");
    mkdirSync(folder, { recursive: true });
    symlinkSync(outside, join(folder, "link"));
    const under = `${artifacts}/${experimentId}/${runId}/artifacts/link`;
    for (const address of [
      `/get-artifact?path=link/secret.txt&run_uuid=${runId}`,
      `${under}/secret.txt`,
      `${mlflow}/artifacts/list?run_id=${runId}&path=link`,
      `/api/2.0/mlflow-artifacts/artifacts?path=${experimentId}/${runId}/artifacts/link`,
    ])
      keepsQuiet(await runtime.ask("GET", address), address);
    await runtime.ask("PUT", `${under}/planted.txt`, "planted");
    await runtime.ask("DELETE", `${under}/secret.txt`);
    await runtime.ask("DELETE", under);
  });

  /** A model's source or an experiment's location in the words of the reports. */
  function sources(): string[] {
    const up = "../".repeat(12);
    const bare = outside.slice(1);
    return [
      ...waysTo(outside),
      `file:${outside}`,
      `file:///${up}${bare}`,
      `file://localhost${outside}`,
      `FILE://${outside}`,
      `file:/.${outside}`,
      `http:///#/${up}${bare}`,
      `http://host/#/${up}${bare}`,
      `http:///?/${up}${bare}`,
      `http://${up}${bare}`,
      `http://host/;${up}${bare}`,
      `mlflow-artifacts:/${up}${bare}`,
      `mlflow-artifacts://host/${up}${bare}`,
      `mlflow-artifacts:/${encodeURIComponent(up + bare)}`,
      `mlflow-artifacts:/${encodeURIComponent(encodeURIComponent(up + bare))}`,
      `mlflow-artifacts:/x#/${up}${bare}`,
      `s3://bucket/${up}${bare}`,
      `dbfs:///${up}${bare}`,
      `dbfs:/${up}${bare}`,
      `runs:/${runId}/${up}${bare}`,
      `models:/poc/${up}${bare}`,
      `//localhost${outside}`,
      `smb://localhost${outside}`,
    ];
  }

  it("CVE-2023-1177, -2356, -2780, -3765, -6975, CVE-2024-1483, -1593, -2928, -3848, -8859, CVE-2026-2614: no model version points out of the house", async () => {
    const tags = [
      [],
      [
        { key: "mlflow.prompt.is_prompt", value: "true" },
        { key: "mlflow.prompt.text", value: "x" },
      ],
    ];
    for (const source of sources())
      for (const some of tags) {
        const fields = { name: "poc", run_id: runId, source, tags: some };
        const created = await runtime.ask("POST", `${mlflow}/model-versions/create`, fields);
        refuses(created, `source ${JSON.stringify(source)}${some.length ? " as a prompt" : ""}`);
        assert.match(created.text, /INVALID_PARAMETER_VALUE/, source);
      }
    for (const path of ["secret.txt", "MLmodel", "", ".", ...waysTo(join(outside, "secret.txt"))])
      keepsQuiet(
        await runtime.ask("GET", `/model-versions/get-artifact?name=poc&version=1&path=${encodeURIComponent(path)}`),
        path,
      );
    const good = await runtime.ask("POST", `${mlflow}/model-versions/create`, {
      name: "poc",
      run_id: runId,
      source: `runs:/${runId}/model`,
    });
    assert.equal(good.status, 200, `an honest source is taken: ${good.text}`);
  });

  it("CVE-2024-1483, -2928, -8859: an experiment's location elsewhere is words: nothing is read or listed there", async () => {
    for (const [i, location] of sources().entries()) {
      const created = await runtime.ask("POST", `${mlflow}/experiments/create`, {
        name: `elsewhere ${i}`,
        artifact_location: location,
      });
      assert.ok(created.status < 500, `${location} → ${created.status}`);
      if (created.status !== 200) continue;
      const { experiment_id } = json<{ experiment_id: string }>(created);
      const run = await runtime.ask("POST", `${mlflow}/runs/create`, { experiment_id });
      const { run_id } = json<{ run: { info: { run_id: string } } }>(run).run.info;
      for (const path of ["", "secret.txt", "../secret.txt", "../../secret.txt", "../../../secret.txt"]) {
        const query = `path=${encodeURIComponent(path)}`;
        keepsQuiet(await runtime.ask("GET", `${mlflow}/artifacts/list?run_id=${run_id}&${query}`), location);
        keepsQuiet(await runtime.ask("GET", `/get-artifact?run_uuid=${run_id}&${query}`), location);
      }
      await runtime.ask("POST", `${mlflow}/upload-artifact?run_uuid=${run_id}&path=planted.txt`, "planted");
      for (const source of [`runs:/${run_id}/`, `runs:/${run_id}/x`]) {
        const version = await runtime.ask("POST", `${mlflow}/model-versions/create`, { name: "poc", run_id, source });
        if (version.status !== 200) continue;
        const made = json<{ model_version: { version: string } }>(version).model_version.version;
        for (const path of ["secret.txt", "../secret.txt", "../../secret.txt"])
          keepsQuiet(
            await runtime.ask("GET", `/model-versions/get-artifact?name=poc&version=${made}&path=${path}`),
            location,
          );
      }
    }
  }).timeout(60_000);

  it("CVE-2023-6974, CVE-2026-2393: no address that a client names is called", async () => {
    bites = 0;
    const created = await runtime.ask("POST", `${mlflow}/experiments/create`, {
      name: "bait",
      artifact_location: `${baitUrl}/x`,
    });
    if (created.status === 200) {
      const { experiment_id } = json<{ experiment_id: string }>(created);
      const run = await runtime.ask("POST", `${mlflow}/runs/create`, { experiment_id });
      const { run_id } = json<{ run: { info: { run_id: string } } }>(run).run.info;
      await runtime.ask("GET", `${mlflow}/artifacts/list?run_id=${run_id}`);
      await runtime.ask("GET", `/get-artifact?run_uuid=${run_id}&path=x`);
    }
    await runtime.ask("POST", `${mlflow}/model-versions/create`, { name: "poc", source: `${baitUrl}/model` });
    const { port } = new URL(baitUrl);
    const inward = [
      baitUrl,
      `http://localhost:${port}`,
      `https://127.0.0.1:${port}`,
      `https://[::1]:${port}`,
      `https://0.0.0.0:${port}`,
      "http://169.254.169.254/latest",
      "https://169.254.169.254",
      "https://[::ffff:127.0.0.1]",
      "https://2130706433",
      "https://127.1",
      "https://10.0.0.1",
      "https://192.168.0.1",
      "https://[fe80::1]",
      "https://localhost",
      "file:///etc/passwd",
      "gopher://127.0.0.1",
      "javascript:1",
      "",
      "https://user@127.0.0.1",
    ];
    for (const url of inward) {
      const body = { name: "w", url, events: [{ entity: "REGISTERED_MODEL", action: "CREATED" }] };
      refuses(await runtime.ask("POST", `${mlflow}/webhooks`, body), `a webhook to ${url}`);
    }
    const registered = await runtime.ask("POST", `${mlflow}/registered-models/create`, { name: "announced" });
    assert.equal(registered.status, 200);
    for (const path of [
      "/ajax-api/2.0/mlflow/gateway-proxy",
      "/gateway/x/invocations",
      "/api/2.0/gateway/routes",
      `${mlflow}/gateway-proxy`,
    ])
      for (const method of ["GET", "POST"])
        refuses(
          await runtime.ask(
            method,
            `${path}?gateway_path=${baitUrl}`,
            method === "POST" ? { gateway_path: baitUrl } : undefined,
          ),
          path,
        );
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(bites, 0);
  });

  it("CVE-2025-14279: a name that was rebound to this machine gets nothing", async () => {
    for (const host of ["evil.example", `evil.example:${runtime.port}`, "localhost.evil.example"])
      for (const target of [
        `POST ${mlflow}/experiments/search`,
        `POST ${mlflow}/experiments/delete`,
        "GET /version",
        "GET /health",
      ]) {
        const heard = await runtime.raw(
          `${target} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${runtime.token}\r\nconnection: close\r\n\r\n`,
        );
        assert.match(heard, /^HTTP\/1\.1 403/, `${target} as ${host}`);
      }
  });

  it("CVE-2025-1473: a foreign page cannot post, in any shape that needs no leave", async () => {
    const shapes = [
      "application/x-www-form-urlencoded",
      "text/plain",
      "multipart/form-data; boundary=x",
      "application/json",
    ];
    for (const type of shapes)
      for (const origin of ["http://evil.example", "null"]) {
        const headers = { "content-type": type, origin };
        refuses(await runtime.ask("POST", `${mlflow}/experiments/create`, '{"name":"forged"}', headers), type);
      }
    const found = await runtime.ask("GET", `${mlflow}/experiments/get-by-name?experiment_name=forged`);
    assert.equal(found.status, 404);
    const preflight = await runtime.ask("OPTIONS", `${mlflow}/experiments/create`, undefined, {
      origin: "http://evil.example",
    });
    assert.deepEqual(
      Object.keys(preflight.headers).filter((name) => name.startsWith("access-control")),
      [],
    );
  });

  it("CVE-2023-6014, CVE-2025-1474, -11200, CVE-2026-0545, -2635, -2652: nobody comes in without the token, by no route", async () => {
    const paths = [
      `${mlflow}/users/create`,
      "/signup",
      "/ajax-api/3.0/jobs",
      "/ajax-api/3.0/jobs/search",
      "/v1/traces",
      `${mlflow}/experiments/search`,
      "/metrics",
      "/api/tidemark/v1/jobs",
      "//api/2.0/mlflow/experiments/search",
      `/static-files/..${mlflow}/experiments/search`,
      "/health/../api/2.0/mlflow/experiments/search",
    ];
    const pairs = ["admin:password1234", "admin:", ":", "admin:password", "root:root"];
    const credentials = [
      "",
      "Bearer ",
      "Basic ",
      ...pairs.map((pair) => `Basic ${Buffer.from(pair).toString("base64")}`),
    ];
    for (const path of paths)
      for (const authorization of credentials)
        for (const method of ["GET", "POST"]) {
          const heard = await runtime.raw(
            `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
          );
          assert.match(heard, /^HTTP\/1\.1 401/, `${method} ${path} with '${authorization}'`);
        }
  });

  it("CVE-2023-6568, -6709, CVE-2026-33865: what was sent never comes back as a page", async () => {
    const script = "<script>alert(1)</script>";
    for (const [path, type] of [
      [`${mlflow}/users/create`, script],
      [`${mlflow}/experiments/create`, `text/html${script}`],
      [`/${script}`, "text/html"],
    ] as const) {
      const asked = await runtime.ask("POST", path, "x", { "content-type": type });
      assert.equal(asked.headers["content-type"], "application/json", path);
      assert.equal(asked.headers["x-content-type-options"], "nosniff");
    }
    const files = ["page.html", "picture.svg", "page.xhtml", "MLmodel", "plain.txt", "script.js", 'a"b\r\nx-y: z.html'];
    for (const name of files) {
      const path = encodeURIComponent(name);
      const put = await runtime.ask("PUT", `${artifacts}/${experimentId}/${runId}/artifacts/${path}`, script);
      if (put.status >= 400) continue;
      for (const address of [
        `/get-artifact?run_uuid=${runId}&path=${path}`,
        `${artifacts}/${experimentId}/${runId}/artifacts/${path}`,
      ]) {
        const got = await runtime.ask("GET", address);
        assert.equal(got.text, script, address);
        assert.match(got.headers["content-disposition"] ?? "", /^attachment/, address);
        assert.equal(got.headers["x-content-type-options"], "nosniff", address);
        assert.equal(got.headers["x-y"], undefined, "no header comes out of a name");
      }
    }
  });

  it("CVE-2024-6838: names and locations have a length", async () => {
    const create = (fields: object) => runtime.ask("POST", `${mlflow}/experiments/create`, fields);
    for (const length of [501, 50_000, 5_000_000]) {
      refuses(await create({ name: "n".repeat(length) }), `a name of ${length}`);
      refuses(
        await runtime.ask("POST", `${mlflow}/registered-models/create`, { name: "n".repeat(length) }),
        `a model's name of ${length}`,
      );
    }
    refuses(
      await create({ name: "long location", artifact_location: `s3://b/${"l".repeat(3000)}` }),
      "a location of 3000",
    );
    refuses(await create({ name: 12_345 }), "a number for a name");
    refuses(await create({ name: "numbered", artifact_location: 5 }), "a number for a location");
    refuses(await create({ name: "" }), "no name");
  });

  it("CVE-2025-0453: a batch of queries for everything holds nobody up", async () => {
    const query = Array.from(
      { length: 2000 },
      (_, i) => `q${i}: mlflowSearchRuns(input: {experimentIds: ["0"]}) { runs { info { runId } } }`,
    ).join("\n");
    const batches = Array.from({ length: 8 }, () => runtime.ask("POST", "/graphql", { query: `query { ${query} }` }));
    const health = await runtime.ask("GET", "/health");
    assert.equal(health.text, "OK");
    for (const asked of await Promise.all(batches))
      assert.ok(asked.status < 500 && asked.text.length < 10_000, `${asked.status}`);
  });

  it("filters that take other engines for ever are answered", async () => {
    await runtime.ask("POST", `${mlflow}/runs/set-tag`, { run_id: runId, key: "long", value: "a".repeat(5000) });
    const began = performance.now();
    for (const filter of [
      `tags.long LIKE '${"%a".repeat(500)}%b'`,
      `tags.long ILIKE '${"%_".repeat(500)}b'`,
      `tags.long LIKE '${"(a+)+$".repeat(100)}'`,
      Array.from({ length: 5000 }, (_, i) => `metrics.m${i} > ${i}`).join(" AND "),
      `${"(".repeat(50_000)}metrics.a > 1`,
      `attributes.run_id IN (${Array.from({ length: 50_000 }, () => "'x'").join(",")})`,
      `params.\`${"`".repeat(10_000)} = 'x'`,
      `tags.x = '${"\\'".repeat(20_000)}`,
    ]) {
      const asked = await runtime.ask("POST", `${mlflow}/runs/search`, { experiment_ids: [experimentId], filter });
      assert.ok(asked.status < 500, `${filter.slice(0, 40)} → ${asked.status}`);
    }
    assert.ok(performance.now() - began < 20_000, "all of them within seconds");
  });

  it("CVE-2026-2651: no second way to upload beside the one that is guarded", async () => {
    const mpu = (act: string) =>
      runtime.ask("POST", `/api/2.0/mlflow-artifacts/mpu/${act}/${experimentId}/x`, { path: "x", num_parts: 1 });
    for (const act of ["create", "complete", "abort"]) assert.ok((await mpu(act)).status >= 400, act);
    assert.ok((await runtime.ask("GET", "/api/2.0/mlflow-artifacts/presigned/x")).status >= 400);
  });

  it("CVE-2025-10279, CVE-2026-4137: nothing that we store can be changed by others on the machine", function () {
    if (process.platform === "win32") this.skip();
    const open: string[] = [];
    for (const entry of readdirSync(join(runtime.workspace, ".tidemark"), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (!entry.isSymbolicLink() && (statSync(path).mode & 0o022) !== 0) open.push(relative(runtime.workspace, path));
    }
    assert.deepEqual(open, []);
  });
});

/** Files called `planted.txt` that are not where artifacts belong. */
function planted(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => basename(path) === "planted.txt" && !path.includes(join(".tidemark", "artifacts"))),
  );
}
