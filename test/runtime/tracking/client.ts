import assert from "node:assert/strict";
import { inject } from "../../../src/runtime/kernel/http/inject";
import type { Kernel } from "../../../src/runtime/kernel/kernel";
import { createMemoryKernel, createRuntime } from "../../../src/runtime/main";

/** A JSON answer that a test walks into; what is not there is undefined. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The value at a path such as `run.info.run_id`. */
  at(path: string): unknown;
  list(path: string): readonly Record<string, unknown>[];
}

export interface Client {
  readonly kernel: Kernel;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** POST under /api/2.0/mlflow; fails the test unless it is taken. */
  post(path: string, body: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  createRun(fields?: Record<string, unknown>): Promise<string>;
}

export function memoryClient(): Client {
  return clientOf(createMemoryKernel("/nowhere"));
}

/** The routes as a client of the protocol meets them. */
export function clientOf(kernel: Kernel): Client {
  const dispatch = createRuntime(kernel);
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
    const reply = await inject(dispatch, { method, url, ...(body === undefined ? {} : { body }) });
    return answer(reply.status, reply.body.toString("utf8"));
  };
  const good = async (reply: Promise<Answer>): Promise<Answer> => {
    const taken = await reply;
    assert.equal(taken.status, 200, taken.text);
    return taken;
  };
  return {
    kernel,
    call,
    post: (path, body) => good(call("POST", path, body)),
    get: (path) => good(call("GET", path)),
    createRun: async (fields = {}) => {
      const made = await good(call("POST", "runs/create", { experiment_id: "0", start_time: 1, ...fields }));
      return String(made.at("run.info.run_id"));
    },
  };
}

function answer(status: number, text: string): Answer {
  const parsed: unknown = JSON.parse(text);
  const at = (path: string): unknown => {
    let value: unknown = parsed;
    for (const part of path.split("."))
      value =
        typeof value === "object" && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined;
    return value;
  };
  const list = (path: string) => (at(path) ?? []) as readonly Record<string, unknown>[];
  return { status, text, at, list };
}

/** Key → value of a list of pairs. */
export function pairs(list: readonly Record<string, unknown>[]): Map<unknown, unknown> {
  return new Map(list.map(({ key, value }) => [key, value]));
}
