import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Injected, inject } from "../../../src/runtime/kernel/http/inject";
import type { Kernel } from "../../../src/runtime/kernel/kernel";
import { createMemoryKernel, createRuntime } from "../../../src/runtime/main";

export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** The whole runtime on a store in memory, asked as MLflow's client asks. */
export function createRegistryRig() {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-registry-"));
  const kernel: Kernel = createMemoryKernel(folder);
  let now = 1_700_000_000_000;
  const dispatch = createRuntime({ ...kernel, clock: { now: () => now++ } });
  const send = async (method: string, path: string, body: Record<string, unknown>): Promise<Answer> => {
    const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
    const reply: Injected =
      method === "GET"
        ? await inject(dispatch, { method, url: `${url}?${query(body)}` })
        : await inject(dispatch, { method, url, body, headers: { "user-agent": "a-test/1" } });
    return { status: reply.status, json: JSON.parse(reply.body.toString() || "{}") };
  };
  return { folder, kernel, dispatch, send, close: () => rmSync(folder, { recursive: true, force: true }) };
}

function query(body: Record<string, unknown>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(body))
    for (const each of Array.isArray(value) ? value : [value]) params.append(key, String(each));
  return params;
}
