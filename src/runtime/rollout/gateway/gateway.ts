import { createServer, type Server } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { join } from "node:path";
import { createRouter } from "../../../core/rollout/assignment";
import type { Logging } from "../../../core/rollout/deployment";
import { observeFeedback } from "../../../core/rollout/observed";
import { metricsOf, userValues } from "../../../core/rollout/outcomes";
import { type Looks, makeReport, type Report, type ReportVariant } from "../../../core/rollout/report";
import { controlOf, referenceOf, startRollout, stepRollout, tickOf, variantsOf } from "../../../core/rollout/rollout";
import type { Decision, RolloutEvent, RolloutState, Outcome as Step } from "../../../core/rollout/rolloutState";
import { invalid } from "../../../shared/apiError";
import { openLines } from "../../kernel/lines";
import type { Log } from "../../kernel/log";
import {
  type AccessLog,
  answerDocument,
  type Choice,
  countRun,
  countsOf,
  createFront,
  createTally,
  type Engine,
  faces,
  isLoopback,
  type ModelFacts,
  type OpenModel,
  type Outcome,
  Refusal,
  unknownColumns,
  usualLimits,
} from "../../serving/serving";
import type { HistoryLine, KeptState } from "./deploymentState";
import type { DeploymentFolder } from "./folder";
import { openKeptPredictions } from "./kept";
import { liveOf } from "./live";
import { askAlso, compare, createComparison } from "./mirror";
import { type RunningModel, runModel } from "./models";
import { openOutcomes } from "./outcomes";
import type { Plan } from "./plan";
import { statusOf } from "./status";
import { createWatched, type Watched, watchAnswer } from "./watchVariant";

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

const tickEvery = 200;
const keepEvery = 5000;
/** Milliseconds for which models that were replaced go on with what they have. */
const handover = 5000;

/** Answers for one deployment: sends each request to its variant, and moves the traffic as the file says. */
export async function openGateway(
  { folder, home }: { readonly folder: DeploymentFolder; readonly home: string },
  first: Plan,
  log: Log,
  access: AccessLog,
) {
  const outcomes = await openOutcomes(folder);
  const predictions = await openKeptPredictions(home, first.deployment.name, first.deployment.logging);
  const history = await openLines(join(folder.path, "history.jsonl"));
  const tally = createTally();
  let plan = first;
  let models = await runModels(first, new Map());
  let watched: Record<string, Watched> = {};
  let comparison = createComparison();
  let looks: Looks = {};
  let state: RolloutState;
  let route: ReturnType<typeof createRouter>;
  let dirty = false;

  const kept = folder.read<KeptState>("state.json");
  if (kept !== undefined && kept.text === first.text) {
    for (const { name } of first.deployment.variants) watched[name] = createWatched(kept.variants[name]);
    comparison = kept.comparison;
    looks = kept.looks;
    state = kept.rollout;
    await move({ kind: "restarted" });
    setRoute();
  } else await begin(startRollout(first.deployment, Date.now()), first.by);

  async function runModels(
    { models: wanted, deployment }: Plan,
    running: ReadonlyMap<string, RunningModel>,
  ): Promise<Map<string, RunningModel>> {
    const started: RunningModel[] = [];
    try {
      const entries = await Promise.all(
        Object.entries(wanted).map(async ([variant, model]): Promise<[string, RunningModel]> => {
          const same = [...running.values()].find((each) => isSame(each.model, model));
          if (same) return [variant, same];
          const fresh = await runModel(model, log).catch((error: unknown) =>
            invalid(`variant '${variant}': ${model.path}: ${error instanceof Error ? error.message : String(error)}`),
          );
          started.push(fresh);
          return [variant, fresh];
        }),
      );
      checkRedacted(
        entries.map(([, { engine }]) => engine.facts),
        deployment.logging,
      );
      return new Map(entries);
    } catch (error) {
      await Promise.all(started.map((each) => each.close()));
      throw error;
    }
  }

  async function begin({ state: next, decisions }: Step, by: string): Promise<void> {
    watched = Object.fromEntries(plan.deployment.variants.map(({ name }) => [name, createWatched()]));
    comparison = createComparison();
    looks = {};
    state = next;
    setRoute();
    await record(decisions, by);
  }

  /** The same file with other models behind it: an alias moved, or a file was written anew. */
  async function changeModels(before: ReadonlyMap<string, RunningModel>, by: string): Promise<void> {
    const changed = [...models].filter(([variant, each]) => before.get(variant) !== each);
    if (changed.length === 0) return;
    for (const [variant] of changed) watched[variant] = createWatched();
    const reason = changed
      .map(([variant, { model }]) => `${variant} is ${model.name} version ${model.version} now`)
      .join("; ");
    keep();
    const line: HistoryLine = {
      at: Date.now(),
      by,
      act: "models",
      reason,
      traffic: state.traffic,
      deployment: plan.deployment.name,
    };
    await history.append(line);
  }

  function setRoute(): void {
    route = createRouter(plan.deployment, state.traffic);
  }

  /** The traffic has moved when this resolves, and it is written down. */
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

  function keep(): void {
    dirty = false;
    const variants = Object.fromEntries(
      Object.entries(watched).map(([name, { observed, requests }]) => [name, { observed, requests }]),
    );
    folder.write("state.json", { text: plan.text, rollout: state, variants, comparison, looks } satisfies KeptState);
  }

  function choose(
    headers: Parameters<typeof route>[0]["headers"],
    fields: Parameters<typeof route>[0]["fields"],
    version: string | undefined,
  ): Choice {
    const { variant, mirror, id } = route({ headers, fields }, Math.random);
    const name = version === undefined ? variant : variantOf(version);
    return { variant: variantNamed(name), user: id, mirror: mirror === undefined ? undefined : variantNamed(mirror) };
  }

  function variantOf(version: string): string {
    for (const [name, { model }] of models) if (model.version === version) return name;
    throw new Refusal(404, `No variant of '${plan.deployment.name}' has version ${version}`);
  }

  function variantNamed(name: string): Choice["variant"] {
    const found = models.get(name);
    if (found === undefined) throw new Refusal(503, `Variant '${name}' is not there`, 1);
    return { name, engine: timed(found.engine, name) };
  }

  const timings = new Map<Engine, Engine>();
  function timed(engine: Engine, variant: string): Engine {
    let found = timings.get(engine);
    if (found === undefined) {
      const run: Engine["run"] = async (inputs, rows) => {
        const began = performance.now();
        const outputs = await engine.run(inputs, rows);
        countRun(tally, variant, rows, (performance.now() - began) / 1000);
        return outputs;
      };
      found = { facts: engine.facts, run, close: engine.close };
      timings.set(engine, found);
    }
    return found;
  }

  function observe(outcome: Outcome): void {
    access.add(outcome);
    predictions.add(outcome);
    const { choice, code, outputs, requestId } = outcome;
    if (choice === undefined) return;
    dirty = true;
    const { name } = choice.variant;
    if (code >= 400 && code < 500 && name !== referenceOf(plan.deployment)) {
      void isItsFault(outcome).then((isError) => watchOne(outcome, isError)); // never rejects
      return;
    }
    watchOne(outcome, code >= 500);
    if (outputs === undefined) return;
    outcomes.saw(choice.user, requestId, name);
    if (choice.mirror !== undefined) void mirrorTo(choice.mirror, outcome); // it counts its own failures
  }

  function watchOne({ choice, outputs, milliseconds: ms }: Outcome, isError: boolean): void {
    if (choice === undefined) return;
    const seen = watched[choice.variant.name];
    if (seen !== undefined) watchAnswer(seen, { facts: choice.variant.engine.facts, outputs, ms, isError });
  }

  /** A variant that refuses what the steady one takes is to blame, and not the client. */
  async function isItsFault(outcome: Outcome): Promise<boolean> {
    try {
      await askAlso(outcome, faces[outcome.face], variantNamed(referenceOf(plan.deployment)).engine);
      return true;
    } catch {
      return false;
    }
  }

  async function mirrorTo({ name, engine }: NonNullable<Choice["mirror"]>, outcome: Outcome): Promise<void> {
    const seen = watched[name];
    if (seen === undefined) return;
    const began = performance.now();
    try {
      const { outputs, milliseconds } = await askAlso(outcome, faces[outcome.face], engine);
      watchAnswer(seen, { facts: engine.facts, outputs, ms: milliseconds, isError: false });
      const given = outcome.choice?.variant.engine.facts.prediction ?? 0;
      compare(comparison, outcome.outputs?.[given], outputs[engine.facts.prediction]);
    } catch {
      comparison.failed++;
      watchAnswer(seen, { facts: engine.facts, outputs: undefined, ms: performance.now() - began, isError: true });
    }
  }

  /** The control first. Weights that changed meanwhile, or that rules go round, say nothing of the counts. */
  function reported(): ReportVariant[] {
    const { deployment } = plan;
    const control = controlOf(deployment);
    const named = variantsOf(deployment.strategy);
    const isRuled = deployment.routing.length > 0;
    const isSteady = deployment.strategy.kind === "ab" && state.traffic.shut.length === 0 && !isRuled;
    const shares = new Map(state.traffic.shares.map(({ variant, weight }) => [variant, weight]));
    return named
      .toSorted((a, b) => Number(b === control) - Number(a === control))
      .map((name) => ({
        name,
        weight: isSteady ? shares.get(name) : undefined,
        values: new Map(metricsOf(outcomes.values).map((each) => [each, userValues(outcomes.values, name, each)])),
      }));
  }

  async function feedback(body: unknown): Promise<number> {
    const taken = await outcomes.take(body);
    await predictions.tell(taken);
    for (const { variant, metric, value } of taken) {
      const seen = watched[variant];
      if (seen) observeFeedback(seen.observed, metric, value);
    }
    dirty = true;
    return taken.length;
  }

  const front = createFront({
    name: first.deployment.name,
    faces,
    limits: usualLimits,
    door: {
      get apiKey() {
        return plan.apiKey;
      },
      isLoopback: isLoopback(first.host),
    },
    tally,
    choose,
    other: (place, asked) =>
      answerDocument(place, asked, {
        name: first.deployment.name,
        all: () => [...new Set(models.values())].map(({ engine }) => engine.facts),
        isReady: () => state.traffic.shares.every(({ variant, weight }) => weight === 0 || models.get(variant)?.isUp()),
        counts: () => countsOf(tally),
        feedback,
      }),
    observe,
  });
  const server = createServer({ keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024 }, front);
  const port = await listen(server, first.host, first.port);

  let ticking = Promise.resolve<unknown>(undefined);
  const timers = [
    setInterval(() => {
      const observed = Object.fromEntries(Object.entries(watched).map(([name, each]) => [name, each.observed]));
      ticking = move(tickOf(state, observed, Date.now())).catch((error: unknown) =>
        log.error("a tick failed", { why: String(error) }),
      );
    }, tickEvery),
    setInterval(() => {
      if (!dirty) return;
      try {
        keep();
      } catch (error) {
        log.error("where it stands cannot be kept", { why: String(error) }); // it answers all the same
      }
    }, keepEvery),
  ];

  return {
    url: `http://${isIPv6(first.host) ? `[${first.host}]` : first.host}:${port}`,
    port,
    get plan() {
      return plan;
    },
    /** Goes over to another file, or to the same one with other models, without losing a request. */
    async apply(next: Plan): Promise<void> {
      const before = models;
      const isSameFile = next.text === plan.text;
      const after = await runModels(next, before);
      await predictions.follow(next.deployment.logging);
      models = after;
      plan = { ...next, host: first.host, port };
      folder.write("plan.json", plan);
      if (!isSameFile) await begin(startRollout(next.deployment, Date.now()), next.by);
      else await changeModels(before, next.by);
      const gone = [...new Set(before.values())].filter((each) => ![...after.values()].includes(each));
      setTimeout(() => {
        for (const each of gone) void each.close(); // nobody waits for what nobody asks any more
      }, handover);
    },
    promote: (by: string, variant: string | undefined, isFull: boolean) =>
      move({ kind: "promote", by, full: isFull, ...(variant === undefined ? {} : { variant }) }),
    pause: (by: string) => move({ kind: "pause", by }),
    rollBack: (by: string, why: string | undefined) =>
      move({ kind: "rollback", by, ...(why === undefined ? {} : { why }) }),
    report({ metric, covariate }: { readonly metric?: string; readonly covariate?: string }): Report {
      const { report, looks: seen } = makeReport({
        variants: reported(),
        metric,
        covariate,
        looks,
        lowerIsBetter: plan.deployment.lowerIsBetter,
      });
      looks = seen;
      keep();
      return report;
    },
    status: () => statusOf({ plan, state, watched, models, comparison }),
    live: (since: number) => liveOf({ plan, state, watched, comparison }, since),
    /** Of the variant that others are measured against: all of them take the same rows. */
    facts: () => models.get(controlOf(plan.deployment))?.engine.facts,
    async close(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      await new Promise<void>((done) => {
        // a client that keeps its connection would keep us, too
        const idle = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearInterval(idle);
          done();
        });
      });
      await ticking;
      keep();
      await Promise.all([...new Set(models.values())].map((each) => each.close()));
      await outcomes.close();
      await predictions.close();
      await history.close();
    },
  };
}

function checkRedacted(models: readonly ModelFacts[], logging: Logging | undefined): void {
  const unknown = unknownColumns(models, logging?.redact ?? []);
  if (unknown !== undefined) invalid(`spec.logging.redact: ${unknown}`);
}

function isSame(a: OpenModel, b: OpenModel): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      fail(
        error.code === "EADDRINUSE" ? new Error(`Port ${port} of ${host} is taken: choose another with --port`) : error,
      );
    });
    server.listen({ host, port, backlog: 4096 }, () => done((server.address() as AddressInfo).port));
  });
}
