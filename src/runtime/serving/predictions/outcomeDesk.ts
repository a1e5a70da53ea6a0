import { join } from "node:path";
import { idOf } from "../../../core/rollout/assignment";
import { openLines } from "../../kernel/lines";
import { Refusal } from "../refusal";
import { readFeedback } from "./readFeedback";
import { mostRequests, openRecentRequests } from "./recentRequests";

/** Keeps what came of one model's predictions beside them. */
export interface OutcomeDesk {
  saw(requests: readonly (readonly [requestId: string, user: string | undefined])[]): void;
  /** How many were stored, once all are on disk. Throws a Refusal, and stores nothing, if one names nobody that is known. */
  take(body: unknown): Promise<number>;
  close(): Promise<void>;
}

export async function openOutcomeDesk(folder: string): Promise<OutcomeDesk> {
  const requests = openRecentRequests(join(folder, "requests.tsv"));
  const said = await openLines(join(folder, "feedback.jsonl"));
  let [users, before] = [new Set(requests.users()), new Set<string>()];

  const known = {
    byRequest(id: string, at: string) {
      const found = requests.find(id);
      if (found) return found;
      throw new Refusal(404, `${at}request_id '${id}': no prediction of the last ${mostRequests} has it`);
    },
    byUser(value: unknown, at: string) {
      const user = idOf(value);
      if (user === undefined) throw new Refusal(400, `${at}a user_id or a request_id is needed`);
      if (users.has(user) || before.has(user)) return { user, variant: "" };
      throw new Refusal(404, `${at}user_id '${user}' has had no prediction here`);
    },
  };
  return {
    saw(seen) {
      for (const [id, user] of seen) {
        requests.add(id, user, "");
        if (user === undefined) continue;
        if (users.size >= mostRequests) [users, before] = [new Set(), users];
        users.add(user);
      }
    },
    async take(body) {
      const read = readFeedback(body, known);
      const at = Date.now();
      await Promise.all(read.map(({ variant: _, ...each }) => said.append({ at, ...each })));
      return read.length;
    },
    async close() {
      requests.close();
      await said.close();
    },
  };
}
