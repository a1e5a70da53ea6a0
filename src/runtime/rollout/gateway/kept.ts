import { join } from "node:path";
import type { Logging } from "../../../core/rollout/deployment";
import { type Lines, openLines } from "../../kernel/lines";
import { type Feedback, type Outcome, openPredictionLog, type PredictionLog } from "../../serving/serving";

/** The predictions of a deployment as its file wants them kept, and beside them what came of them. */
export interface KeptPredictions {
  add(outcome: Outcome): void;
  /** Resolves once it is on disk. */
  tell(feedback: readonly Feedback[]): Promise<void>;
  /** From here on as another file says. */
  follow(logging: Logging | undefined): Promise<void>;
  close(): Promise<void>;
}

interface Open {
  readonly log: PredictionLog;
  readonly said: Lines;
}

/** They outlive the deployment: what comes of a prediction may be known when nobody serves it any more. */
export async function openKeptPredictions(
  home: string,
  name: string,
  first: Logging | undefined,
): Promise<KeptPredictions> {
  const folder = join(home, "predictions", name);
  let written = JSON.stringify(first);
  let open = await start(first);

  async function start(logging: Logging | undefined): Promise<Open | undefined> {
    if (logging === undefined || logging.predictions === 0) return undefined;
    const { predictions, redact } = logging;
    const log = await openPredictionLog({ folder, endpoint: name, sample: predictions / 100, redact });
    return { log, said: await openLines(join(folder, "feedback.jsonl")) };
  }
  const close = async (which: Open | undefined) => {
    await which?.log.close();
    await which?.said.close();
  };
  return {
    add: (outcome) => open?.log.add(outcome),
    async tell(feedback) {
      const at = Date.now();
      const said = open?.said;
      if (said) await Promise.all(feedback.map((each) => said.append({ at, ...each })));
    },
    async follow(logging) {
      const next = JSON.stringify(logging);
      if (next === written) return;
      written = next;
      const before = open;
      open = await start(logging);
      await close(before);
    },
    close: () => close(open),
  };
}
