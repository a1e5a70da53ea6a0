import { join } from "node:path";
import { createRouter } from "../../../core/rollout/assignment";
import type { Looks } from "../../../core/rollout/report";
import { startRollout, stepRollout, tickOf } from "../../../core/rollout/rollout";
import type { Decision, RolloutEvent, RolloutState, Outcome as Step } from "../../../core/rollout/rolloutState";
import { openLines } from "../../kernel/lines";
import type { OpenModel } from "../../serving/serving";
import type { HistoryLine, KeptState } from "./deploymentState";
import type { DeploymentFolder } from "./folder";
import { type Comparison, createComparison } from "./mirror";
import { aliasMoved, type Plan } from "./plan";
import { createWatched, type Watched } from "./watchVariant";

/** Where a deployment stands: what it is to do, how its traffic is shared, and what was seen since. Outlives the process. */
export interface Standing {
  readonly plan: Plan;
  readonly state: RolloutState;
  readonly watched: Readonly<Record<string, Watched>>;
  readonly comparison: Comparison;
  /** What reports have looked at; they leave it changed. */
  looks: Looks;
  /** To the variant that a request is for, as the traffic is shared now. */
  route: ReturnType<typeof createRouter>;
  /** The traffic has moved when this resolves, and it is written down. Why not, if it was refused. */
  move(event: RolloutEvent): Promise<string | undefined>;
  tick(): Promise<unknown>;
  /** Goes over to another file, or to the same one with other models behind these variants; one that was given up begins again. */
  follow(next: Plan, changed: readonly (readonly [variant: string, model: OpenModel])[]): Promise<void>;
  /** Something was seen that is worth keeping, soon. */
  touch(): void;
  keepTouched(): void;
  keep(): void;
  close(): Promise<void>;
}

export async function openStanding(folder: DeploymentFolder, first: Plan): Promise<Standing> {
  const history = await openLines(join(folder.path, "history.jsonl"));
  let plan = first;
  let watched: Record<string, Watched> = {};
  let comparison = createComparison();
  let looks: Looks = {};
  let state: RolloutState;
  let route: Standing["route"];
  let isTouched = false;

  const kept = folder.read<KeptState>("state.json");
  if (kept !== undefined && kept.text === first.text) {
    for (const { name } of first.deployment.variants) watched[name] = createWatched(kept.variants[name]);
    comparison = kept.comparison;
    looks = kept.looks;
    state = kept.rollout;
    await move({ kind: "restarted" });
    setRoute();
  } else await begin(startRollout(first.deployment, Date.now()), first.by);

  async function begin({ state: next, decisions }: Step, by: string): Promise<void> {
    watched = Object.fromEntries(plan.deployment.variants.map(({ name }) => [name, createWatched()]));
    comparison = createComparison();
    looks = {};
    state = next;
    setRoute();
    await record(decisions, by);
  }

  function setRoute(): void {
    route = createRouter(plan.deployment, state.traffic);
  }

  async function move(event: RolloutEvent): Promise<string | undefined> {
    const before = state;
    const { state: next, decisions, refused } = stepRollout(plan.deployment, before, event, Date.now());
    state = next;
    if (next.window !== before.window)
      for (const each of Object.values(watched)) each.observed = createWatched().observed;
    if (next.traffic !== before.traffic) setRoute();
    if (decisions.length > 0) await record(decisions, undefined);
    return refused;
  }

  async function record(decisions: readonly Decision[], by: string | undefined): Promise<void> {
    keep();
    const named = decisions.map(
      (each): HistoryLine => ({ ...each, by: each.by ?? by, deployment: plan.deployment.name }),
    );
    await Promise.all(named.map((each) => history.append(each)));
  }

  /** An alias moved, or a file was written anew. */
  async function changeModels(changed: Parameters<Standing["follow"]>[1], by: string): Promise<void> {
    for (const [variant] of changed) watched[variant] = createWatched();
    const reason = changed
      .map(([variant, { name, version }]) => `${variant} is ${name} version ${version} now`)
      .join("; ");
    keep();
    const { traffic } = state;
    const line: HistoryLine = { at: Date.now(), by, act: "models", reason, traffic, deployment: plan.deployment.name };
    await history.append(line);
  }

  function keep(): void {
    isTouched = false;
    const variants = Object.fromEntries(
      Object.entries(watched).map(([name, { observed, requests }]) => [name, { observed, requests }]),
    );
    folder.write("state.json", { text: plan.text, rollout: state, variants, comparison, looks } satisfies KeptState);
  }

  return {
    get plan() {
      return plan;
    },
    get state() {
      return state;
    },
    get watched() {
      return watched;
    },
    get comparison() {
      return comparison;
    },
    get looks() {
      return looks;
    },
    set looks(seen) {
      looks = seen;
    },
    get route() {
      return route;
    },
    move,
    tick() {
      const observed = Object.fromEntries(Object.entries(watched).map(([name, each]) => [name, each.observed]));
      return move(tickOf(state, observed, Date.now()));
    },
    async follow(next, changed) {
      const isSameFile = next.text === plan.text;
      plan = next;
      folder.write("plan.json", plan);
      const isAgain = state.phase === "Degraded" && next.by !== aliasMoved;
      if (!isSameFile || isAgain) await begin(startRollout(next.deployment, Date.now()), next.by);
      else if (changed.length > 0) await changeModels(changed, next.by);
    },
    touch() {
      isTouched = true;
    },
    keepTouched() {
      if (isTouched) keep();
    },
    keep,
    close: () => history.close(),
  };
}
