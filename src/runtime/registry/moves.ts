import { invalid } from "../../shared/apiError";
import type { Moved } from "../../shared/modelDetail";
import type { AuditEntry, Facts, Stage } from "../../shared/models";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Actor, Audit } from "./audit";
import { checkComment, checkNewAlias } from "./checks";
import type { Gate } from "./gate";
import { holdModel, type Models } from "./models";
import { aliasesOf, type ModelDoc, putModel, putVersion, type VersionDoc, versionKey } from "./store";
import type { VersionName, Versions } from "./versions";

export interface Promotion {
  readonly stage: Stage;
  readonly alias: string | undefined;
  readonly comment: string;
  /** Done whatever is missing; the trail says what was. */
  readonly force: boolean;
}

interface Parts {
  readonly models: Models;
  readonly versions: Versions;
  readonly audit: Audit;
  readonly gate: Gate;
}

interface Move {
  readonly act: AuditEntry["act"];
  readonly to: Stage;
  readonly archiveOthers: boolean;
  readonly aliases: readonly string[];
  readonly notes: Facts;
}

export type Moves = ReturnType<typeof createMoves>;

/** Versions on their way through the stages. A move is one commit: the version, those that make room, aliases, the trail. */
export function createMoves({ store, events, clock }: Kernel, { models, versions, audit, gate }: Parts) {
  const move = async (model: ModelDoc, before: VersionDoc, asked: Move, by: Actor): Promise<Moved> => {
    const { name, version } = before;
    const { to, aliases } = asked;
    const now = clock.now();
    const others = asked.archiveOthers
      ? models.versionsOf(model).filter((each) => each.current_stage === to && each.version !== version)
      : [];
    const makingRoom = others.flatMap((each): Op[] => [
      putVersion({ ...each, current_stage: "Archived", last_updated_timestamp: now }),
      audit.entry(by, {
        act: "transition-stage",
        model: name,
        version: each.version,
        before: { stage: to },
        after: { stage: "Archived" },
      }),
    ]);
    const targets = new Map(model.aliases.map((each) => [each.alias, each.version]));
    const marks = (of: (alias: string) => number | null): Facts =>
      Object.fromEntries(aliases.map((alias) => [`@${alias}`, of(alias)]));
    const entry = audit.entry(by, {
      act: asked.act,
      model: name,
      version,
      before: { stage: before.current_stage, ...marks((alias) => targets.get(alias) ?? null) },
      after: { stage: to, ...marks(() => version), ...asked.notes },
    });
    for (const alias of aliases) targets.set(alias, version);
    const doc: ModelDoc = {
      ...model,
      aliases: [...targets]
        .map(([alias, target]) => ({ alias, version: target }))
        .sort((a, b) => (a.alias < b.alias ? -1 : 1)),
      last_updated_timestamp: now,
    };
    await store.commit([
      ...makingRoom,
      putVersion({ ...before, current_stage: to, last_updated_timestamp: now }),
      putModel(doc),
      entry,
    ]);
    for (const each of [before, ...others])
      events.emit({ kind: "model-version", id: versionKey(name, each.version), model: name });
    return {
      name,
      version,
      stage: to,
      aliases: aliasesOf(doc, version),
      archived: others.map((each) => each.version),
      forced: [],
    };
  };
  const held = <T>(name: string, work: (model: ModelDoc) => Promise<T>): Promise<T> =>
    store.exclusive([holdModel(name)], () => work(models.get(name)));

  return {
    /** As MLflow's clients ask for it. */
    transition({ name, version }: VersionName, to: Stage, archiveOthers: boolean, by: Actor): Promise<VersionDoc> {
      if (archiveOthers && !isActive(to))
        invalid(
          `Model version transition cannot archive existing model versions because '${to}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
        );
      return held(name, async (model) => {
        const before = versions.get(name, version);
        if (before.current_stage !== to) await gate.check(model, before, to);
        await move(model, before, { act: "transition-stage", to, archiveOthers, aliases: [], notes: {} }, by);
        return versions.get(name, version);
      });
    },

    /** Whoever held the stage is archived. */
    promote({ name, version }: VersionName, { stage, alias, comment, force }: Promotion, by: Actor): Promise<Moved> {
      checkComment(comment);
      if (alias !== undefined) checkNewAlias(alias);
      return held(name, async (model) => {
        const before = versions.get(name, version);
        const missing = force ? await gate.hindrances(model, before, stage) : [];
        if (!force) await gate.check(model, before, stage);
        const aliases = alias === undefined ? [] : [alias];
        const notes = { ...note("comment", comment), ...note("forced", missing.join("; ")) };
        const archiveOthers = isActive(stage);
        const moved = await move(
          model,
          before,
          { act: "promote-version", to: stage, archiveOthers, aliases, notes },
          by,
        );
        return { ...moved, forced: missing };
      });
    },

    /** The version that was in Production before comes back, and with it the aliases that its successor took. */
    rollBack(name: string, comment: string, by: Actor): Promise<Moved> {
      checkComment(comment);
      return held(name, async (model) => {
        const target = previousOf(model) ?? invalid(`${name} has no earlier version of Production to go back to`);
        const current = models.versionsOf(model).findLast(({ current_stage }) => current_stage === "Production");
        const aliases = current === undefined ? [] : takenBy(audit.trail(name), current.version, model);
        const notes = note("comment", comment);
        return move(
          model,
          versions.get(name, target),
          { act: "roll-back", to: "Production", archiveOthers: true, aliases, notes },
          by,
        );
      });
    },

    previousOf,
  };

  /**
   * What the trail tells of Production, as a stack: a promotion lays a version on it, a rollback takes it off again. What
   * was rejected since, or let in by force over a rejection, is nothing to go back to.
   */
  function previousOf(model: ModelDoc): number | undefined {
    const trail = audit.trail(model.name);
    const end = trail.findIndex(({ act, model: name }) => act === "delete-model" && name === model.name);
    const held: number[] = [];
    for (const { act, version, after } of trail.slice(0, end === -1 ? undefined : end).reverse()) {
      if (version === undefined || after?.stage !== "Production") continue;
      if (act === "roll-back") held.splice(held.lastIndexOf(version) + 1);
      if (held.at(-1) !== version) held.push(version);
    }
    const present = held.filter((version) => {
      const doc = versions.find(model.name, version);
      return doc !== undefined && (doc.current_stage === "Production" || !gate.isRejected(doc));
    });
    const inProduction = models.versionsOf(model).findLast(({ current_stage }) => current_stage === "Production");
    if (inProduction === undefined) return present.at(-1);
    const at = present.lastIndexOf(inProduction.version);
    return present.slice(0, at === -1 ? undefined : at).findLast((version) => version !== inProduction.version);
  }
}

/** Aliases that a version's promotion set, and that still point at it. */
function takenBy(trail: readonly AuditEntry[], version: number, model: ModelDoc): string[] {
  const promotion = trail.find((entry) => entry.act === "promote-version" && entry.version === version);
  return aliasesOf(model, version).filter((alias) => promotion?.after?.[`@${alias}`] === version);
}

function isActive(stage: Stage): boolean {
  return stage === "Staging" || stage === "Production";
}

function note(key: string, text: string): Facts {
  return text === "" ? {} : { [key]: text };
}
