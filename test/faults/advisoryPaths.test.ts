import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { artifacts, json, keepsQuiet, mlflow, refuses, useVictim, type Victim, waysTo } from "./victim";

describe("what was published against MLflow's server: ways out of the house", () => {
  const victim = useVictim();

  it("issue 7166: get-artifact reads no file outside of the run's", async () => {
    const { runtime, runId, outside } = victim();
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
    const { runtime, experimentId, runId, outside } = victim();
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
    const { runtime, experimentId, runId, outside } = victim();
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
    const { runtime, experimentId, runId, outside } = victim();
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
    const { runtime, experimentId, runId, outside } = victim();
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

  it("CVE-2023-1177, -2356, -2780, -3765, -6975, CVE-2024-1483, -1593, -2928, -3848, -8859, CVE-2026-2614: no model version points out of the house", async () => {
    const { runtime, runId, outside } = victim();
    const tags = [
      [],
      [
        { key: "mlflow.prompt.is_prompt", value: "true" },
        { key: "mlflow.prompt.text", value: "x" },
      ],
    ];
    for (const source of sources(victim()))
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
    const { runtime } = victim();
    for (const [i, location] of sources(victim()).entries()) {
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

  it("CVE-2025-10279, CVE-2026-4137: nothing that we store can be changed by others on the machine", function () {
    const { runtime } = victim();
    if (process.platform === "win32") this.skip();
    const open: string[] = [];
    for (const entry of readdirSync(join(runtime.workspace, ".tidemark"), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (!entry.isSymbolicLink() && (statSync(path).mode & 0o022) !== 0) open.push(relative(runtime.workspace, path));
    }
    assert.deepEqual(open, []);
  });
});

/** A model's source or an experiment's location in the words of the reports. */
function sources({ outside, runId }: Victim): string[] {
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

/** Files called `planted.txt` that are not where artifacts belong. */
function planted(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => basename(path) === "planted.txt" && !path.includes(join(".tidemark", "artifacts"))),
  );
}
