import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Deployment } from "../../core/rollout/deployment";
import type { Report } from "../../core/rollout/report";
import { startRollout } from "../../core/rollout/rollout";
import { ApiError, invalid, notFound } from "../../shared/apiError";
import type { LiveDeployment, TryForm } from "../../shared/deploymentPage";
import type { Kernel } from "../kernel/kernel";
import { readLines } from "../kernel/lines";
import type { ModelPlaces } from "../serving/serving";
import { askGateway } from "./askGateway";
import type { HistoryLine } from "./gateway/deploymentState";
import { type DeploymentFolder, deploymentFolder } from "./gateway/folder";
import { createComparison } from "./gateway/mirror";
import { aliasMoved, type Plan, watchedFile } from "./gateway/plan";
import { type GatewayStatus, statusOf } from "./gateway/status";
import { createNews } from "./news";
import { keepPast, pastFolders } from "./past";
import { type Applying, createPlanning, nameShape } from "./planning";
import { endGateway } from "./runGateway";
import { createUpkeep } from "./upkeep";

export type DeploymentStatus = GatewayStatus & {
  readonly pid: number;
  readonly url: string;
  /** Why nobody answers. */
  readonly down?: string;
};

export type Rollouts = ReturnType<typeof createRollouts>;

const lookEvery = 250;
const tellEvery = 1000;

/** The deployments of a workspace. Their gateways live on without this process; while it is there, it keeps them up. */
export function createRollouts(
  { places, events, log }: Pick<Kernel, "places" | "events" | "log">,
  models: ModelPlaces,
) {
  const { home, workspace } = places;
  const root = join(home, "serving");
  const news = createNews();
  let timers: NodeJS.Timeout[] = [];
  let stopListening = (): void => undefined;

  const folderOf = (name: string): DeploymentFolder => deploymentFolder(home, name);
  const planOf = (name: string) => (nameShape.test(name) ? folderOf(name).read<Plan>("plan.json") : undefined);
  const names = () =>
    existsSync(root)
      ? readdirSync(root)
          .filter((name) => planOf(name) !== undefined)
          .sort()
      : [];
  const pastOf = (name: string) => join(root, ".past", name);
  const known = (name: string): Plan => planOf(name) ?? notFound(`Deployment '${name}'`);

  const planFor = createPlanning(workspace, models, planOf);
  const { up, failure, look, findOrAwait } = createUpkeep(home, log, (name) => tell(name, "up"));

  async function ask<T>(name: string, order: string, body?: unknown): Promise<T> {
    known(name);
    try {
      return await askGateway<T>(await up(name), order, body);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      return askGateway<T>(await up(name), order, body); // it died under our hands
    }
  }

  function tell(deployment: string, state: string): void {
    events.emit({ kind: "deployment", id: deployment, state });
  }

  /** Variants that name an alias or a stage go with it when it moves. */
  async function followAliases(): Promise<void> {
    for (const name of names()) {
      const plan = planOf(name);
      if (!plan?.deployment.variants.some(({ model }) => model.from === "registry" && model.uri.by !== "version"))
        continue;
      const { text, file, host, port, apiKey } = plan;
      try {
        const next = await planFor({
          text,
          file: file === "" ? "" : resolve(workspace, file),
          host,
          port,
          apiKey,
          by: aliasMoved,
        });
        if (JSON.stringify(next.models) === JSON.stringify(plan.models)) continue;
        await ask(name, "apply", next);
        tell(name, "applied");
      } catch (error) {
        log.warn("a deployment stays with the version it has", { deployment: name, why: String(error) });
      }
    }
  }

  async function tellChanges(): Promise<void> {
    if (events.watchers === 0) return;
    for (const { name, state } of news(await statuses())) tell(name, state);
  }

  async function statuses(): Promise<DeploymentStatus[]> {
    const found = await Promise.all(
      names().map(async (name) => {
        try {
          const failed = failure(name);
          if (failed) throw failed.why;
          return [await ask<DeploymentStatus>(name, "status")];
        } catch (error) {
          const plan = planOf(name); // none: it was deleted meanwhile
          return plan === undefined ? [] : [downStatus(plan, error)];
        }
      }),
    );
    return found.flat();
  }

  return {
    names,
    statuses,
    status: (name: string) => ask<DeploymentStatus>(name, "status"),
    /** What runs under a name, if anything does. */
    find: planOf,
    file(name: string): Pick<Plan, "text" | "file"> {
      const { text, file } = known(name);
      return { text, file };
    },
    /** Resolves once the deployment answers as the file says; one that is refused changes nothing. */
    async apply(applying: Applying): Promise<DeploymentStatus> {
      const plan = await planFor(applying);
      const { name } = plan.deployment;
      const before = planOf(name);
      if (before !== undefined && (plan.host !== before.host || plan.port !== before.port))
        return invalid(`${name} answers at ${before.host}:${before.port} already; delete it first to move it`);
      if (before !== undefined) await ask(name, "apply", plan);
      else {
        folderOf(name).write("plan.json", plan);
        try {
          await up(name);
        } catch (error) {
          rmSync(folderOf(name).path, { recursive: true, force: true });
          throw error;
        }
      }
      tell(name, "applied");
      return this.status(name);
    },
    async promote(name: string, by: string, { variant, full }: { variant?: string | undefined; full?: boolean }) {
      const { refused } = await ask<{ refused?: string }>(name, "promote", { by, variant, full });
      if (refused !== undefined) throw new ApiError("INVALID_STATE", refused);
      tell(name, "promoted");
      return this.status(name);
    },
    async pause(name: string, by: string) {
      const { refused } = await ask<{ refused?: string }>(name, "pause", { by });
      if (refused !== undefined) throw new ApiError("INVALID_STATE", refused);
      tell(name, "paused");
      return this.status(name);
    },
    async rollBack(name: string, by: string, why: string | undefined) {
      const { refused } = await ask<{ refused?: string }>(name, "rollback", { by, why });
      if (refused !== undefined) throw new ApiError("INVALID_STATE", refused);
      tell(name, "rolled back");
      return this.status(name);
    },
    async remove(name: string): Promise<void> {
      known(name);
      const folder = folderOf(name);
      folder.remove("plan.json"); // from here on nobody starts it again
      const found = await findOrAwait(name);
      if (found) await endGateway(found);
      keepPast(folder.path, pastOf(name));
      tell(name, "gone");
    },
    /** Whether what goes by is counted. */
    isWatched: (name: string) => folderOf(name).read(watchedFile) !== undefined,
    /** From here on what goes by is counted for monitors, or not any more. */
    watch: (name: string, watched: boolean) => ask<object>(name, "watch", { watched }),
    /** What was counted is in the files of its folder when this resolves. */
    traffic: (name: string) => ask<{ readonly waiting: number }>(name, "traffic"),
    live: (name: string, since: number) => ask<LiveDeployment>(name, "live", { since }),
    form: (name: string) => ask<TryForm>(name, "form"),
    /** Where it answers, once it does. */
    async address(name: string): Promise<string> {
      known(name);
      return (await up(name)).url;
    },
    report: (name: string, asked: { metric?: string | undefined; covariate?: string | undefined }) =>
      ask<Report>(name, "report", asked),
    /** The newest first; also of one that was deleted. */
    async history(name: string): Promise<HistoryLine[]> {
      const folders = planOf(name) === undefined ? pastFolders(pastOf(name)) : [folderOf(name).path];
      if (!nameShape.test(name) || folders.length === 0) known(name);
      const lines: HistoryLine[] = [];
      for (const folder of folders)
        await readLines(join(folder, "history.jsonl"), (line) => lines.push(line as HistoryLine));
      return lines.reverse();
    },
    /** Brings back what was there, and keeps it up. */
    start(): void {
      let soon: NodeJS.Timeout | undefined;
      const follow = () => {
        clearTimeout(soon);
        soon = setTimeout(() => void followAliases(), 300).unref(); // it logs its own failures
      };
      stopListening = events.listen(({ kind }) => {
        if (kind === "model" || kind === "model-version") follow();
      });
      follow(); // some may have moved while nobody was here
      timers = [
        setInterval(
          oneAtATime(() => look(names())),
          lookEvery,
        ),
        setInterval(oneAtATime(tellChanges), tellEvery),
      ];
      for (const timer of timers) timer.unref();
    },
    /** Somebody has to be there to start again what dies. */
    isAwaited: () => names().length > 0,
    close(): void {
      for (const timer of timers) clearInterval(timer);
      stopListening();
    },
  };
}

/** Who is asked again while it is still at it does nothing more. */
function oneAtATime(act: () => Promise<void>): () => void {
  let isBusy = false;
  return () => {
    if (isBusy) return;
    isBusy = true;
    void act().finally(() => {
      isBusy = false;
    });
  };
}

/** Of a deployment that nobody answers for: what its file says. */
function downStatus({ deployment, text, file, by, at }: Plan, error: unknown): DeploymentStatus {
  const { state } = startRollout(deployment, at);
  const models = new Map<string, never>();
  const comparison = createComparison();
  const plan = { deployment, text, file, models: {}, host: "", port: 0, apiKey: undefined, by, at };
  const status = statusOf({ plan, state, watched: {}, models, comparison });
  const down = error instanceof Error ? error.message : String(error);
  return { ...status, phase: "Degraded", reason: down, pid: 0, url: "", down };
}

export type { Deployment };
