import { join } from "node:path";
import { idOf } from "../../../core/rollout/assignment";
import { addOutcome, createOutcomes, type Outcomes as Values } from "../../../core/rollout/outcomes";
import { type Lines, openLines, readLines } from "../../kernel/lines";
import { Refusal } from "../../serving/serving";
import type { DeploymentFolder } from "./folder";

/** What came of a prediction, as a client said it. */
export interface Feedback {
  readonly variant: string;
  /** Undefined: the request stands for one. */
  readonly user: string | undefined;
  readonly metric: string;
  readonly value: number;
  /** The prediction that it came of, where the client named one. */
  readonly request: string | undefined;
}

/** Which variant each user had, and what came of it. Outlives the process. */
export interface Outcomes {
  /** A prediction was answered. */
  saw(user: string | undefined, requestId: string, variant: string): void;
  /** Resolves once all of it is on disk. Throws a Refusal, and takes nothing, if one names nobody that is known. */
  take(body: unknown): Promise<readonly Feedback[]>;
  readonly values: Values;
  close(): Promise<void>;
}

/** Requests and users that are remembered; the oldest are forgotten first. */
const mostRequests = 200_000;
const mostUsers = 2_000_000;
const mostAtOnce = 100_000;

export async function openOutcomes(folder: DeploymentFolder): Promise<Outcomes> {
  const users = new Map<string, string>();
  const requests = new Map<string, { readonly user: string | undefined; readonly variant: string }>();
  const values = createOutcomes();
  const [seenPath, saidPath] = [join(folder.path, "users.jsonl"), join(folder.path, "feedback.jsonl")];

  const add = (each: Feedback) => addOutcome(values, each);
  await readLines(seenPath, (line) => {
    const [user, variant] = line as [string, string];
    remember(users, user, variant, mostUsers);
  });
  await readLines(saidPath, (line) => add(line as Feedback));
  const seen: Lines = await openLines(seenPath);
  const said: Lines = await openLines(saidPath);

  function find(
    at: string,
    { user_id, request_id }: Readonly<Record<string, unknown>>,
  ): Pick<Feedback, "user" | "variant" | "request"> {
    if (typeof request_id === "string") {
      const found = requests.get(request_id);
      if (found) return { ...found, request: request_id };
      throw new Refusal(404, `${at}request_id '${request_id}': no prediction of the last ${mostRequests} has it`);
    }
    const user = idOf(user_id);
    if (user === undefined) throw new Refusal(400, `${at}a user_id or a request_id is needed`);
    const variant = users.get(user);
    if (variant === undefined) throw new Refusal(404, `${at}user_id '${user}' has had no prediction here`);
    return { user, variant, request: undefined };
  }

  function readOne(value: unknown, at: string): Feedback {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Refusal(400, `${at}expected an object with user_id or request_id, metric and value`);
    const one = value as Readonly<Record<string, unknown>>;
    if (typeof one.metric !== "string" || one.metric === "") throw new Refusal(400, `${at}metric: expected a name`);
    const number = typeof one.value === "boolean" ? Number(one.value) : one.value;
    if (typeof number !== "number" || !Number.isFinite(number)) throw new Refusal(400, `${at}value: expected a number`);
    return { ...find(at, one), metric: one.metric, value: number };
  }

  return {
    saw(user, requestId, variant) {
      remember(requests, requestId, { user, variant }, mostRequests);
      if (user === undefined || users.get(user) === variant) return;
      remember(users, user, variant, mostUsers);
      seen.note([user, variant]);
    },
    async take(body) {
      const all = Array.isArray(body) ? body : [body];
      if (all.length > mostAtOnce) throw new Refusal(413, `${all.length} outcomes; at most ${mostAtOnce} at once`);
      const read = all.map((each, i) => readOne(each, Array.isArray(body) ? `[${i}]: ` : ""));
      await Promise.all(read.map((each) => said.append(each)));
      for (const each of read) add(each);
      return read;
    },
    values,
    async close() {
      await seen.close();
      await said.close();
    },
  };
}

function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  if (map.size >= most && !map.has(key)) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
