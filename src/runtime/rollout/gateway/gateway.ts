import type { Log } from "../../kernel/log";
import {
  type AccessLog,
  answerDocument,
  countsOf,
  createFront,
  createTally,
  faces,
  isLoopback,
  usualLimits,
} from "../../serving/serving";
import { comparedIn } from "./compared";
import { openDoor } from "./door";
import type { DeploymentFolder } from "./folder";
import { gaugesOf } from "./gauges";
import { openKeptPredictions } from "./kept";
import { liveOf } from "./live";
import { createObserving } from "./observing";
import { openOutcomes } from "./outcomes";
import type { Plan } from "./plan";
import { reportOn } from "./reporting";
import { openStanding, type Standing } from "./standing";
import { statusOf } from "./status";
import { openTraffic } from "./traffic/keptTraffic";
import { exampleOf } from "./tryForm";
import { createVariants, runModels } from "./variants";

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

const tickEvery = 200;
const keepEvery = 5000;

/** Answers for one deployment: sends each request to its variant, and moves the traffic as the file says. */
export async function openGateway(
  { folder, home }: { readonly folder: DeploymentFolder; readonly home: string },
  first: Plan,
  log: Log,
  access: AccessLog,
) {
  const { name, logging } = first.deployment;
  const outcomes = await openOutcomes(folder);
  const predictions = await openKeptPredictions(home, name, logging);
  const tally = createTally();
  const models = await runModels(first, new Map(), log);
  const standing = await openStanding(folder, first);
  await outcomes.begin(comparedIn(standing.plan));
  const variants = createVariants(models, standing, tally);
  const traffic = openTraffic(folder, () => standing.plan.deployment.logging?.redact ?? [], log);
  const { observe, feedback } = createObserving({ standing, variants, outcomes, predictions, access, traffic });
  const front = createFront({
    name,
    faces,
    limits: usualLimits,
    door: {
      get apiKey() {
        return standing.plan.apiKey;
      },
      isLoopback: isLoopback(first.host),
    },
    tally,
    choose: variants.choose,
    other: (place, asked) =>
      answerDocument(place, asked, {
        name,
        all: variants.facts,
        isReady: variants.isReady,
        example: () => exampleOf(standing.plan),
        counts: () => countsOf(tally),
        gauges: () => gaugesOf(standing),
        feedback,
        needsKey: standing.plan.apiKey !== undefined,
      }),
    observe,
  });
  const door = await openDoor(first.host, first.port, front);
  const stopTicking = startTicking(standing, log);
  let applying = Promise.resolve<unknown>(undefined);

  async function goOver(next: Plan): Promise<void> {
    const after = await runModels(next, variants.models, log);
    await predictions.follow(next.deployment.logging);
    await standing.follow({ ...next, host: first.host, port: door.port }, variants.replace(after));
    await outcomes.begin(comparedIn(standing.plan));
  }

  const seen = () => {
    const { plan, state, watched, comparison } = standing;
    return { plan, state, watched, comparison, models: variants.models };
  };

  return {
    url: door.url,
    port: door.port,
    get plan() {
      return standing.plan;
    },
    /** Goes over to another file, or to the same one with other models, without losing a request. */
    apply(next: Plan): Promise<void> {
      const turn = applying.then(() => goOver(next)); // one after the other: each goes on from what the last one left
      applying = turn.catch(() => undefined);
      return turn;
    },
    promote: (by: string, variant: string | undefined, isFull: boolean) =>
      standing.move({ kind: "promote", by, full: isFull, ...(variant === undefined ? {} : { variant }) }),
    pause: (by: string) => standing.move({ kind: "pause", by }),
    rollBack: (by: string, why: string | undefined) =>
      standing.move({ kind: "rollback", by, ...(why === undefined ? {} : { why }) }),
    report: (asked: { readonly metric?: string; readonly covariate?: string }) => reportOn(standing, outcomes, asked),
    status: () => statusOf(seen()),
    live: (since: number) => liveOf(seen(), since),
    facts: variants.control,
    traffic,
    /** Requests that wait for their answer. */
    waiting: () => tally.inFlight,
    async close(): Promise<void> {
      await stopTicking();
      await door.close();
      standing.keep();
      await variants.close();
      await outcomes.close();
      await predictions.close();
      await traffic.close();
      await standing.close();
    },
  };
}

/** Time goes by for a rollout, and what was seen is kept now and then. Returns what ends it. */
function startTicking(standing: Standing, log: Log): () => Promise<void> {
  let ticking = Promise.resolve<unknown>(undefined);
  const timers = [
    setInterval(() => {
      ticking = standing.tick().catch((error: unknown) => log.error("a tick failed", { why: String(error) }));
    }, tickEvery),
    setInterval(() => {
      try {
        standing.keepTouched();
      } catch (error) {
        log.error("where it stands cannot be kept", { why: String(error) }); // it answers all the same
      }
    }, keepEvery),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await ticking;
  };
}
