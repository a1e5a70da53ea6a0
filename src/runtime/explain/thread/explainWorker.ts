import { parentPort } from "node:worker_threads";
import { ApiError, type ErrorCode } from "../../../shared/apiError";
import { type ExplainKind, explainWorks } from "./works";

export interface ToExplainer {
  readonly id: number;
  readonly kind: ExplainKind;
  readonly task: unknown;
}

/** With a code it is an error that a caller can act on. */
export type FromExplainer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string; readonly code?: ErrorCode; readonly stack?: string };

const port = parentPort;
port?.on("message", ({ id, kind, task }: ToExplainer) => {
  const work = explainWorks[kind] as (task: unknown) => Promise<unknown>;
  work(task)
    .then((answer): FromExplainer => ({ id, answer }))
    .catch((error: unknown) => failure(id, error))
    .then((said) => port.postMessage(said));
});

function failure(id: number, error: unknown): FromExplainer {
  if (error instanceof ApiError) return { id, failed: error.message, code: error.code };
  return error instanceof Error
    ? { id, failed: error.message, stack: error.stack ?? "" }
    : { id, failed: String(error) };
}
