import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { json, mlflow, refuses, useVictim } from "./victim";

describe("what was published against MLflow's server: who comes in, and who is called", () => {
  const victim = useVictim();
  /** Accepts connections and counts them: nothing that a client names may be called. */
  let bait: Server;
  let bites = 0;
  let baitUrl: string;
  before(async () => {
    bait = createServer((socket) => {
      bites++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => bait.listen(0, "127.0.0.1", resolve));
    baitUrl = `http://127.0.0.1:${(bait.address() as { port: number }).port}`;
  });
  after(() => {
    bait.close();
  });

  it("CVE-2023-6974, CVE-2026-2393: no address that a client names is called", async () => {
    const { runtime } = victim();
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
    const { runtime } = victim();
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
    const { runtime } = victim();
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
    const { runtime } = victim();
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

  it("CVE-2026-2651: no second way to upload beside the one that is guarded", async () => {
    const { runtime, experimentId } = victim();
    const mpu = (act: string) =>
      runtime.ask("POST", `/api/2.0/mlflow-artifacts/mpu/${act}/${experimentId}/x`, { path: "x", num_parts: 1 });
    for (const act of ["create", "complete", "abort"]) assert.ok((await mpu(act)).status >= 400, act);
    assert.ok((await runtime.ask("GET", "/api/2.0/mlflow-artifacts/presigned/x")).status >= 400);
  });
});
