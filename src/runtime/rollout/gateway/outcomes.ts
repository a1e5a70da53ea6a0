import { join } from "node:path";
import { idOf } from "../../../core/rollout/assignment";
import { addOutcome, createOutcomes, type Outcomes as Values } from "../../../core/rollout/outcomes";
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
  /** A prediction was answered. */
  saw(user: string | undefined, requestId: string, variant: string): void;
  /** Resolves once all of it is on disk. Throws a Refusal, and takes nothing, if one names nobody that is known. */
  take(body: unknown): Promise<readonly Feedback[]>;
  readonly values: Values;
  close(): Promise<void>;
}

/** The oldest are forgotten first. */
const mostUsers = 2_000_000;

export async function openOutcomes(folder: DeploymentFolder): Promise<Outcomes> {
  const users = new Map<string, string>();
  const values = createOutcomes();
  const [seenPath, saidPath] = [join(folder.path, "users.jsonl"), join(folder.path, "feedback.jsonl")];
  const requests = openRecentRequests(join(folder.path, "requests.tsv"));

  const add = (each: Feedback) => addOutcome(values, each);
  await readLines(seenPath, (line) => {
    const [user, variant] = line as [string, string];
    remember(users, user, variant);
  });
  await readLines(saidPath, (line) => add(line as Feedback));
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

  return {
    saw(user, requestId, variant) {
      requests.add(requestId, user, variant);
      if (user === undefined || users.get(user) === variant) return;
      remember(users, user, variant);
      seen.note([user, variant]);
    },
    async take(body) {
      const read = readFeedback(body, known);
      await Promise.all(read.map((each) => said.append(each)));
      for (const each of read) add(each);
      return read;
    },
    values,
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
