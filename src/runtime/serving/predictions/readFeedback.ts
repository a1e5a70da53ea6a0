import { Refusal } from "../refusal";
import type { Predicted } from "./recentRequests";

/** What came of a prediction, as a client said it. */
export interface Feedback extends Predicted {
  readonly metric: string;
  readonly value: number;
  /** The prediction that it came of, where the client named one. */
  readonly request: string | undefined;
}

/** Where predictions are looked up. */
export interface Known {
  /** Throws a Refusal that names what is not known; `at` stands before its words. */
  byRequest(id: string, at: string): Predicted;
  byUser(value: unknown, at: string): Predicted;
}

const mostAtOnce = 100_000;

/** An outcome or a list of them. Throws a Refusal for all of them if one is none, or names nobody that is known. */
export function readFeedback(body: unknown, known: Known): Feedback[] {
  const all = Array.isArray(body) ? body : [body];
  if (all.length > mostAtOnce) throw new Refusal(413, `${all.length} outcomes; at most ${mostAtOnce} at once`);
  return all.map((each, i) => readOne(each, Array.isArray(body) ? `[${i}]: ` : "", known));
}

function readOne(value: unknown, at: string, known: Known): Feedback {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(400, `${at}expected an object with user_id or request_id, metric and value`);
  const one = value as Readonly<Record<string, unknown>>;
  if (typeof one.metric !== "string" || one.metric === "") throw new Refusal(400, `${at}metric: expected a name`);
  const number = typeof one.value === "boolean" ? Number(one.value) : one.value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw new Refusal(400, `${at}value: expected a number`);
  const told = { metric: one.metric, value: number };
  const { request_id: request } = one;
  if (typeof request === "string") return { ...known.byRequest(request, at), ...told, request };
  return { ...known.byUser(one.user_id, at), ...told, request: undefined };
}
