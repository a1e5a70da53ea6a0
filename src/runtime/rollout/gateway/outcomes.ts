import { join } from "node:path";
import { idOf } from "../../../core/rollout/assignment";
import { addOutcome, createOutcomes, metricsOf, type Outcomes as Values } from "../../../core/rollout/outcomes";
import { type Lines, openLines, readLines } from "../../kernel/lines";
import {
  type Feedback,
  type Known,
  mostRequests,
  openRecentRequests,
  Refusal,
  readFeedback,
} from "../../serving/serving";
import type { DeploymentFolder } from "./folder";

/** Which variant each user had, and what came of it. Outlives the process. */
export interface Outcomes {
  /** From here on this is compared; what came of anything else is kept, and counts no more. */
  begin(compared: string): Promise<void>;
  /** A prediction was answered. */
  saw(user: string | undefined, requestId: string, variant: string): void;
  /** Resolves once all of it is on disk. Throws a Refusal, and takes nothing, if one names nobody that is known. */
  take(body: unknown): Promise<readonly Told[]>;
  /** Of what is compared now. */
  readonly values: Values;
  /** Milliseconds since 1970 at which that began. */
  readonly since: number;
  close(): Promise<void>;
}

export interface Told extends Feedback {
  /** Other models predicted it than those that are compared now. */
  readonly isPast?: true;
}

/** A line of feedback.jsonl between the outcomes. */
interface Beginning {
  readonly began: number;
  readonly compared: string;
}

/** Names of metrics: a client that makes them up would fill the memory. */
const mostMetrics = 200;
/** The oldest are forgotten first. */
const mostUsers = 2_000_000;

export async function openOutcomes(folder: DeploymentFolder): Promise<Outcomes> {
  const users = new Map<string, string>();
  let values = createOutcomes();
  let now: Beginning = { began: 0, compared: "" };
  /** How often something else was compared: it stands before the name of a variant. */
  let generation = 0;
  const [seenPath, saidPath] = [join(folder.path, "users.jsonl"), join(folder.path, "feedback.jsonl")];
  const requests = openRecentRequests(join(folder.path, "requests.tsv"));

  function start(beginning: Beginning): void {
    now = beginning;
    generation++;
    values = createOutcomes();
  }
  const add = (each: Told) => {
    if (!each.isPast) addOutcome(values, each);
  };
  await readLines(seenPath, (line) => {
    const [user, variant] = line as [string, string];
    remember(users, user, variant);
  });
  await readLines(saidPath, (line) => {
    const each = line as Told | Beginning;
    if ("began" in each) start(each);
    else add(each);
  });
  const seen: Lines = await openLines(seenPath);
  const said: Lines = await openLines(saidPath);

  const known: Known = {
    byRequest(id, at) {
      const found = requests.find(id);
      if (found) return found;
      throw new Refusal(404, `${at}request_id '${id}': no prediction of the last ${mostRequests} has it`);
    },
    byUser(value, at) {
      const user = idOf(value);
      if (user === undefined) throw new Refusal(400, `${at}a user_id or a request_id is needed`);
      const variant = users.get(user);
      if (variant === undefined) throw new Refusal(404, `${at}user_id '${user}' has had no prediction here`);
      return { user, variant };
    },
  };

  const mark = (variant: string) => `${generation} ${variant}`;
  function unmark(each: Feedback): Told {
    const end = each.variant.indexOf(" ");
    const told = { ...each, variant: each.variant.slice(end + 1) };
    return Number(each.variant.slice(0, end)) === generation ? told : { ...told, isPast: true };
  }

  return {
    async begin(compared) {
      if (compared === now.compared) return;
      start({ began: Date.now(), compared });
      await said.append(now);
    },
    saw(user, requestId, variant) {
      const marked = mark(variant);
      requests.add(requestId, user, marked);
      if (user === undefined || users.get(user) === marked) return;
      remember(users, user, marked);
      seen.note([user, marked]);
    },
    async take(body) {
      const read = readFeedback(body, known).map(unmark);
      const metrics = new Set(metricsOf(values));
      for (const { metric } of read)
        if (metrics.add(metric).size > mostMetrics)
          throw new Refusal(400, `metric '${metric}': ${mostMetrics} metrics are kept already`);
      await Promise.all(read.map((each) => said.append(each)));
      for (const each of read) add(each);
      return read;
    },
    get values() {
      return values;
    },
    get since() {
      return now.began;
    },
    async close() {
      requests.close();
      await seen.close();
      await said.close();
    },
  };
}

function remember(map: Map<string, string>, key: string, value: string): void {
  if (map.size >= mostUsers && !map.has(key)) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
