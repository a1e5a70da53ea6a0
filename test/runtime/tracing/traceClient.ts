import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dispatch } from "../../../src/runtime/kernel/http/dispatch";
import { inject } from "../../../src/runtime/kernel/http/inject";
import type { Kernel } from "../../../src/runtime/kernel/kernel";
import { createMemoryKernel, createRuntime } from "../../../src/runtime/main";
import { otlp, type TestSpan, type Value } from "./otlpBytes";

/** JSON of which a test knows what to expect. */
export interface Loose {
  readonly [key: string]: Loose | undefined;
}

export function list(value: unknown): readonly Loose[] {
  assert.ok(Array.isArray(value), `expected a list, got ${JSON.stringify(value)}`);
  return value as readonly Loose[];
}

export interface TraceClient {
  readonly kernel: Kernel;
  readonly dispatch: Dispatch;
  /** Fails the test unless it is answered with 200. */
  call(method: string, path: string, body?: unknown): Promise<Loose>;
  /** Status and error code. */
  refused(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<readonly [status: number, code: string, message: string]>;
  send(
    spans: readonly TestSpan[],
    resource?: { readonly [key: string]: Value },
    headers?: Record<string, string>,
  ): Promise<number>;
  start(info: { readonly [key: string]: unknown }): Promise<Loose>;
  /** Ids found by a filter, in order. */
  find(filter: string, more?: { readonly [key: string]: unknown }): Promise<string[]>;
}

export const trace = (n: number) => n.toString(16).padStart(32, "0");
export const span = (n: number) => n.toString(16).padStart(16, "0");
export const idOf = (n: number) => `tr-${trace(n)}`;

export function traceClient(): TraceClient {
  const kernel = createMemoryKernel(mkdtempSync(join(tmpdir(), "tidemark-traces-")));
  const dispatch = createRuntime(kernel);
  const at = (path: string) => (path.startsWith("/") ? path : `/api/3.0/mlflow/traces${path === "" ? "" : `/${path}`}`);
  const raw = (method: string, path: string, body?: unknown) =>
    inject(dispatch, { method, url: at(path), ...(body === undefined ? {} : { body }) });
  const call = async (method: string, path: string, body?: unknown): Promise<Loose> => {
    const reply = await raw(method, path, body);
    assert.equal(reply.status, 200, reply.body.toString());
    return JSON.parse(reply.body.toString()) as Loose;
  };
  return {
    kernel,
    dispatch,
    call,
    async refused(method, path, body) {
      const reply = await raw(method, path, body);
      assert.notEqual(reply.status, 200, reply.body.toString());
      const said = JSON.parse(reply.body.toString()) as Loose;
      return [reply.status, String(said.error_code), String(said.message)];
    },
    async send(spans, resource, headers) {
      const reply = await inject(dispatch, {
        method: "POST",
        url: "/v1/traces",
        headers: { "content-type": "application/x-protobuf", "x-mlflow-experiment-id": "0", ...headers },
        body: otlp(spans, resource),
      });
      return reply.status;
    },
    async start(info) {
      const body = {
        trace: { trace_info: { ...place("0"), request_time: "2025-01-01T00:00:00Z", state: "OK", ...info } },
      };
      return (await call("POST", "", body)).trace?.trace_info as Loose;
    },
    async find(filter, more = {}) {
      const found = await call("POST", "search", { locations: [place("0").trace_location], filter, ...more });
      return list(found.traces).map((each) => String(each.trace_id));
    },
  };
}

export function place(experiment: string) {
  return { trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experiment } } };
}
