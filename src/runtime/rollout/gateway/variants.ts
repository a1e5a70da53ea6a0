import { setTimeout as wait } from "node:timers/promises";
import type { Logging } from "../../../core/rollout/deployment";
import { controlOf } from "../../../core/rollout/rollout";
import { invalid } from "../../../shared/apiError";
import type { Log } from "../../kernel/log";
import {
  type Choice,
  countRun,
  type createTally,
  type Engine,
  type ModelFacts,
  type OpenModel,
  Refusal,
  unknownColumns,
} from "../../serving/serving";
import { type RunningModel, runModel } from "./models";
import type { Plan } from "./plan";
import type { Standing } from "./standing";

export type Running = ReadonlyMap<string, RunningModel>;

/** Milliseconds after which a model that was replaced ends, whoever still waits for it. */
const longestHandover = 60_000;
const lookEvery = 200;

/** The models of a plan by variant, of those that run already wherever they are the same. Rejects, and starts none, if one cannot be opened. */
export async function runModels({ models, deployment }: Plan, running: Running, log: Log): Promise<Running> {
  const started: RunningModel[] = [];
  const opening = Object.entries(models).map(async ([variant, model]): Promise<[string, RunningModel]> => {
    const same = [...running.values()].find((each) => isSame(each.model, model));
    if (same) return [variant, same];
    const fresh = await runModel(model, log).catch((error: unknown) =>
      invalid(`variant '${variant}': ${model.path}: ${error instanceof Error ? error.message : String(error)}`),
    );
    started.push(fresh);
    return [variant, fresh];
  });
  try {
    const entries = await Promise.all(opening);
    checkRedacted(
      entries.map(([, { engine }]) => engine.facts),
      deployment.logging,
    );
    return new Map(entries);
  } catch (error) {
    await Promise.allSettled(opening); // one that is still being opened would be left behind
    await Promise.all(started.map((each) => each.close()));
    throw error;
  }
}

function isSame(a: OpenModel, b: OpenModel): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function checkRedacted(models: readonly ModelFacts[], logging: Logging | undefined): void {
  const unknown = unknownColumns(models, logging?.redact ?? []);
  if (unknown !== undefined) invalid(`spec.logging.redact: ${unknown}`);
}

/** Who answers: the variants of a deployment, and the way of a request to one of them. */
export interface Variants {
  readonly models: Running;
  choose(
    headers: Parameters<Standing["route"]>[0]["headers"],
    fields: Parameters<Standing["route"]>[0]["fields"],
    version: string | undefined,
  ): Choice;
  named(name: string): Choice["variant"];
  /** Each once. */
  facts(): ModelFacts[];
  /** Of the variant that others are measured against: all of them take the same rows. */
  control(): ModelFacts | undefined;
  isReady(): boolean;
  /** Those that are gone end when nobody asks them any more. Returns the variants that changed. */
  replace(next: Running): [variant: string, model: OpenModel][];
  close(): Promise<void>;
}

export function createVariants(first: Running, standing: Standing, tally: ReturnType<typeof createTally>): Variants {
  const timings = new Map<Engine, Engine>();
  /** Questions that wait for their answer. */
  const pending = new Map<Engine, number>();
  let models = first;

  function timed(engine: Engine, variant: string): Engine {
    let found = timings.get(engine);
    if (found === undefined) {
      const run: Engine["run"] = async (inputs, rows) => {
        const began = performance.now();
        pending.set(engine, (pending.get(engine) ?? 0) + 1);
        try {
          const outputs = await engine.run(inputs, rows);
          countRun(tally, variant, rows, (performance.now() - began) / 1000);
          return outputs;
        } finally {
          pending.set(engine, (pending.get(engine) ?? 1) - 1);
        }
      };
      found = { facts: engine.facts, run, close: engine.close };
      timings.set(engine, found);
    }
    return found;
  }

  function named(name: string): Choice["variant"] {
    const found = models.get(name);
    if (found === undefined) throw new Refusal(503, `Variant '${name}' is not there`, 1);
    return { name, engine: timed(found.engine, name) };
  }

  function ofVersion(version: string): string {
    const shares = standing.state.traffic.shares.filter(({ weight }) => weight > 0).map(({ variant }) => variant);
    for (const name of [...shares, ...models.keys()]) if (models.get(name)?.model.version === version) return name;
    throw new Refusal(404, `No variant of '${standing.plan.deployment.name}' has version ${version}`);
  }

  /** Nobody asks it any more; those who did get their answers first. */
  async function end({ engine, close }: RunningModel): Promise<void> {
    const until = performance.now() + longestHandover;
    do await wait(lookEvery);
    while ((pending.get(engine) ?? 0) > 0 && performance.now() < until);
    for (const map of [pending, timings]) map.delete(engine);
    await close();
  }

  return {
    get models() {
      return models;
    },
    choose(headers, fields, version) {
      const { variant, mirror, id } = standing.route({ headers, fields }, Math.random);
      const name = version === undefined ? variant : ofVersion(version);
      return { variant: named(name), user: id, mirror: mirror === undefined ? undefined : named(mirror) };
    },
    named,
    facts: () => [...new Set(models.values())].map(({ engine }) => engine.facts),
    control: () => models.get(controlOf(standing.plan.deployment))?.engine.facts,
    isReady: () =>
      standing.state.traffic.shares.every(({ variant, weight }) => weight === 0 || models.get(variant)?.isUp()),
    replace(next) {
      const before = models;
      models = next;
      const gone = [...new Set(before.values())].filter((each) => ![...next.values()].includes(each));
      for (const each of gone) void end(each); // nobody waits for that
      return [...next]
        .filter(([variant, each]) => before.get(variant) !== each)
        .map(([variant, { model }]) => [variant, model]);
    },
    async close() {
      await Promise.all([...new Set(models.values())].map((each) => each.close()));
    },
  };
}
