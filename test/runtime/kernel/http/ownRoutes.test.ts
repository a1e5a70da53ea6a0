import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inject } from "../../../../src/runtime/kernel/http/inject";
import { createMemoryKernel, createRuntime } from "../../../../src/runtime/main";
import { version } from "../../../../src/shared/version";
import { temporaryFolder } from "../temporary";

describe("the runtime's own routes", () => {
  const kernel = createMemoryKernel(temporaryFolder());
  const dispatch = createRuntime(kernel);
  const ask = async (method: string, url: string) => {
    const { status, body, headers } = await inject(dispatch, { method, url });
    return { status, text: body.toString(), headers };
  };

  it("tell clients of MLflow what to expect, under both of its prefixes", async () => {
    assert.equal((await ask("GET", "/health")).text, "OK");
    assert.match((await ask("GET", "/version")).text, /^3\.\d+\.\d+$/);
    for (const prefix of ["api", "ajax-api"]) {
      const info = JSON.parse((await ask("GET", `/${prefix}/3.0/mlflow/server-info`)).text) as Record<string, unknown>;
      assert.equal(info.multipart_uploads_enabled, false);
      assert.equal(info.workspaces_enabled, false);
    }
  });

  it("tell the version that the package has", async () => {
    const file = join(resolve(__dirname, "../../../../.."), "package.json");
    assert.equal(version, (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version);
    const status = JSON.parse((await ask("GET", "/api/tidemark/v1/status")).text) as Record<string, unknown>;
    assert.equal(status.version, version);
    assert.equal(status.pid, process.pid);
    assert.equal(status.readonly, false);
  });

  it("tell Prometheus, in its format", async () => {
    const { text, headers } = await ask("GET", "/metrics");
    assert.match(headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
    for (const line of text.trimEnd().split("\n"))
      assert.match(line, /^(# (HELP|TYPE) \w+ .+|[a-z_]+(\{\w+="[^"]*"\})? -?[\d.e+-]+)$/);
    assert.match(text, /^tidemark_things\{kind="runs"\} 0$/m);
    assert.match(text, /^process_resident_memory_bytes \d{7,}$/m);
  });

  it("list, show and cancel jobs", async () => {
    const id = kernel.jobs.start("import", "Import", (report, signal) => {
      report({ done: 1, total: 2 });
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
    });
    await new Promise((resolve) => setImmediate(resolve));
    const list = JSON.parse((await ask("GET", "/api/tidemark/v1/jobs")).text) as { jobs: { id: string }[] };
    assert.deepEqual(
      list.jobs.map((job) => job.id),
      [id],
    );
    const job = JSON.parse((await ask("GET", `/api/tidemark/v1/jobs/${id}`)).text) as Record<string, unknown>;
    assert.deepEqual([job.status, job.progress], ["RUNNING", { done: 1, total: 2 }]);
    await ask("POST", `/api/tidemark/v1/jobs/${id}/cancel`);
    await kernel.jobs.close();
    assert.equal(kernel.jobs.get(id).status, "CANCELLED");
    assert.equal((await ask("GET", "/api/tidemark/v1/jobs/none")).status, 404);
  });

  it("have nothing to stop where there is no runtime", async () => {
    assert.equal((await ask("POST", "/api/tidemark/v1/stop")).status, 400);
  });
});
