import { randomUUID } from "node:crypto";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Tracking } from "../tracking/tracking";

/** A scorer of an experiment with all its versions, in the collection `scorers` under `experiment/name`. */
export type ScorerDoc = {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly versions: readonly ScorerVersionDoc[];
  readonly online?: OnlineConfigDoc;
};

export type ScorerVersionDoc = { readonly version: number; readonly serialized: string; readonly created: number };

export type OnlineConfigDoc = { readonly id: string; readonly sample_rate: number; readonly filter?: string };

export interface ScorerVersion extends ScorerVersionDoc {
  readonly scorer: ScorerDoc;
}

const collection = "scorers";

/** Judges and their versions. They are text to us: none is ever run here. */
export function createScorers({ store, events, clock }: Kernel, tracking: Tracking) {
  const docs = () => store.docs<ScorerDoc>(collection);
  const keyOf = (experiment: string, name: string) => `${experiment}/${name}`;
  const get = (experiment: string, name: string): ScorerDoc => {
    const { experiment_id: id } = tracking.experiments.getActive(experiment);
    return docs().get(keyOf(id, name)) ?? missing(experiment, name);
  };
  const save = async (scorer: ScorerDoc, op?: Op) => {
    const key = keyOf(scorer.experiment, scorer.name);
    await store.commit([op ?? { do: "put", in: collection, key, doc: scorer }]);
    events.emit({ kind: "scorer", id: scorer.id });
  };
  const latest = (scorer: ScorerDoc): ScorerVersion[] => {
    const last = scorer.versions.at(-1);
    return last ? [{ scorer, ...last }] : [];
  };

  return {
    async register(experiment: string, name: string, serialized: string): Promise<ScorerVersion> {
      if (name.trim() === "") invalid("Scorer name cannot be empty or contain only whitespace.");
      checkSerialized(serialized);
      const { experiment_id: id } = tracking.experiments.getActive(experiment);
      return store.exclusive([`scorer:${keyOf(id, name)}`], async () => {
        const before = docs().get(keyOf(id, name));
        const version = { version: (before?.versions.at(-1)?.version ?? 0) + 1, serialized, created: clock.now() };
        const scorer: ScorerDoc = {
          ...(before ?? { id: randomUUID(), experiment: id, name }),
          versions: [...(before?.versions ?? []), version],
        };
        await save(scorer);
        return { scorer, ...version };
      });
    },

    /** The latest version of each scorer of these experiments, of all active ones when none is named. */
    list(experiments: readonly string[] | undefined): ScorerVersion[] {
      const isActive = (id: string) => tracking.experiments.find(id)?.lifecycle_stage === "active";
      return [...docs().values()]
        .filter(({ experiment }) => isActive(experiment) && (experiments?.includes(experiment) ?? true))
        .sort((a, b) => Number(a.experiment) - Number(b.experiment) || (a.name < b.name ? -1 : 1))
        .flatMap(latest);
    },

    listOf(experiment: string): ScorerVersion[] {
      return this.list([tracking.experiments.getActive(experiment).experiment_id]);
    },

    versions(experiment: string, name: string): ScorerVersion[] {
      const scorer = get(experiment, name);
      return scorer.versions.length === 0
        ? missing(experiment, name)
        : scorer.versions.map((version) => ({ scorer, ...version }));
    },

    get(experiment: string, name: string, version: number | undefined): ScorerVersion {
      const scorer = get(experiment, name);
      const found =
        version === undefined ? scorer.versions.at(-1) : scorer.versions.find((each) => each.version === version);
      return found ? { scorer, ...found } : missing(experiment, name, version);
    },

    /** One version, or the scorer with all of them. */
    delete: (experiment: string, name: string, version: number | undefined): Promise<void> =>
      store.exclusive([`scorer:${keyOf(experiment, name)}`], async () => {
        const scorer = get(experiment, name);
        const left = version === undefined ? [] : scorer.versions.filter((each) => each.version !== version);
        if (left.length === scorer.versions.length) missing(experiment, name, version);
        const key = keyOf(scorer.experiment, name);
        await save(
          { ...scorer, versions: left },
          version === undefined ? { do: "drop", in: collection, key } : undefined,
        );
      }),

    /** Judging what comes in needs someone who runs judges; here that can only be switched off. */
    configure: (experiment: string, name: string, rate: number, filter: string | undefined): Promise<ScorerDoc> =>
      store.exclusive([`scorer:${keyOf(experiment, name)}`], async () => {
        if (!(rate >= 0 && rate <= 1)) invalid(`sample_rate must be between 0.0 and 1.0, got ${rate}`);
        const scorer = get(experiment, name);
        if (rate > 0)
          invalid(
            `Scorer '${name}': automatic evaluation is only supported for gateway models, which this runtime does not serve`,
          );
        const online = {
          id: randomUUID().replaceAll("-", ""),
          sample_rate: rate,
          ...(filter !== undefined && { filter }),
        };
        const after = { ...scorer, online };
        await save(after);
        return after;
      }),

    configured: (ids: readonly string[]): ScorerDoc[] =>
      [...docs().values()].filter((scorer) => scorer.online !== undefined && ids.includes(scorer.id)),

    async purge(experiments: ReadonlySet<string>): Promise<void> {
      const ops: Op[] = [];
      for (const [key, { experiment }] of docs())
        if (experiments.has(experiment)) ops.push({ do: "drop", in: collection, key });
      if (ops.length > 0) await store.commit(ops);
    },
  };
}

/** Scorers that carry code would have it run wherever they are loaded: MLflow's own server refuses them, too. */
function checkSerialized(serialized: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(serialized);
  } catch {
    invalid("serialized_scorer must be valid JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    invalid("serialized_scorer: expected a JSON object");
  if (carriesCode(parsed, 0))
    invalid(
      "Custom scorer registration (using @scorer decorator) is not offered: it would run the code it carries when it is loaded. Keep the function in your repository and pass it to mlflow.genai.evaluate.",
    );
}

function carriesCode(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth > 100) invalid("serialized_scorer: nested too deep");
  if ("call_source" in value && value.call_source !== null) return true;
  return Object.values(value).some((each) => carriesCode(each, depth + 1));
}

function missing(experiment: string, name: string, version?: number): never {
  const which = version === undefined ? "" : ` and version ${version}`;
  throw new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    `Scorer with name '${name.slice(0, 300)}'${which} not found for experiment ${experiment}.`,
  );
}
