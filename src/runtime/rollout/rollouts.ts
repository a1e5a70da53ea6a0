import { existsSync, readdirSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Deployment, ModelSource } from "../../core/rollout/deployment";
import { firstError, readDeploymentFile } from "../../core/rollout/deploymentFile";
import type { Report } from "../../core/rollout/report";
import { startRollout } from "../../core/rollout/rollout";
import { ApiError, invalid, notFound } from "../../shared/apiError";
import type { LiveDeployment, TryForm } from "../../shared/deploymentPage";
import type { Kernel } from "../kernel/kernel";
import { readLines } from "../kernel/lines";
import { findOnnx, type ModelPlaces, NeedsOnnx, type OpenModel, Refusal } from "../serving/serving";
import { askGateway } from "./askGateway";
import type { HistoryLine } from "./gateway/deploymentState";
import { type DeploymentFolder, deploymentFolder } from "./gateway/folder";
import { createComparison } from "./gateway/mirror";
import { aliasMoved, type GatewayFile, type Plan } from "./gateway/plan";
import { type GatewayStatus, statusOf } from "./gateway/status";
import { keepPast, pastFolders } from "./past";
import { endGateway, findGateway, isAnswering, runGateway } from "./runGateway";

export type DeploymentStatus = GatewayStatus & {
  readonly pid: number;
  readonly url: string;
  /** Why nobody answers. */
  readonly down?: string;
};

export interface Applying {
  readonly text: string;
  /** Absolute, where the text was read; empty: nowhere, a model is served without a file. */
  readonly file: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Undefined: the one that it had; an empty one takes it away. */
  readonly apiKey: string | undefined;
  readonly by: string;
}

export type Rollouts = ReturnType<typeof createRollouts>;

const lookEvery = 250;
const tellEvery = 1000;
/** Milliseconds after which a gateway that could not be started is tried again. */
const tryAgain = 10_000;
const nameShape = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** The deployments of a workspace. Their gateways live on without this process; while it is there, it keeps them up. */
export function createRollouts(
  { places, events, log }: Pick<Kernel, "places" | "events" | "log">,
  models: ModelPlaces,
) {
  const { home, workspace } = places;
  const root = join(home, "serving");
  const starting = new Map<string, Promise<GatewayFile>>();
  const failures = new Map<string, { readonly at: number; readonly why: unknown }>();
  let lastTold = new Map<string, string>();
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

  /** The one that runs, or a new one; several who ask at once get the same. */
  function up(name: string): Promise<GatewayFile> {
    const under = starting.get(name);
    if (under) return under;
    const folder = folderOf(name);
    const next = findGateway(folder)
      .then((found) => found ?? runGateway(home, name, folder))
      .finally(() => starting.delete(name));
    next.then(
      () => failures.delete(name),
      (why: unknown) => failures.set(name, { at: Date.now(), why }),
    );
    starting.set(name, next);
    return next;
  }

  /** Why it could not be started a moment ago. */
  function failure(name: string): { readonly why: unknown } | undefined {
    const found = failures.get(name);
    return found !== undefined && Date.now() - found.at < tryAgain ? found : undefined;
  }

  async function ask<T>(name: string, order: string, body?: unknown): Promise<T> {
    known(name);
    try {
      return await askGateway<T>(await up(name), order, body);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      return askGateway<T>(await up(name), order, body); // it died under our hands
    }
  }

  async function modelOf(variant: string, source: ModelSource, folder: string): Promise<Omit<OpenModel, "threads">> {
    try {
      if (source.from === "file") {
        const path = resolve(folder, source.path);
        return { name: variant, version: "1", ...(await findOnnx(path, path)) };
      }
      const place = await models.findToServe(source.text);
      return { name: place.name, version: place.version, ...(await findOnnx(place.path, source.text)) };
    } catch (error) {
      // whoever asks may convert it
      if (error instanceof NeedsOnnx) throw new ApiError("INVALID_STATE", `variant '${variant}': ${error.message}`);
      if (error instanceof Refusal) return invalid(`variant '${variant}': ${error.message}`);
      if (error instanceof ApiError) throw new ApiError(error.code, `variant '${variant}': ${error.message}`);
      throw error;
    }
  }

  async function planFor({ text, file, host, port, apiKey, by }: Applying): Promise<Plan> {
    const { deployment, findings } = readDeploymentFile(text);
    const shown = file === "" ? "" : inside(workspace, file);
    if (deployment === undefined) return invalid(firstError(findings, shown) ?? `${shown}: is no deployment`);
    const { name } = deployment;
    if (!nameShape.test(name)) return invalid(`${shown}: metadata.name '${name}': letters, digits, '-', '_' and '.'`);
    const found: Record<string, OpenModel> = {};
    for (const variant of deployment.variants) {
      const model = await modelOf(variant.name, variant.model, dirname(file));
      // of files nobody knows a version: each counts as its own
      const version = variant.model.from === "file" ? String(deployment.variants.indexOf(variant) + 1) : model.version;
      const { mtimeMs, size } = await stat(model.path);
      found[variant.name] = { ...model, version, threads: undefined, stamp: `${mtimeMs} ${size}` };
    }
    const before = planOf(name);
    return {
      deployment,
      text,
      file: shown,
      models: found,
      host: host ?? before?.host ?? "127.0.0.1",
      port: port ?? before?.port ?? 0,
      apiKey: apiKey === undefined ? before?.apiKey : apiKey || undefined,
      by,
      at: Date.now(),
    };
  }

  function tell(deployment: string, state: string): void {
    events.emit({ kind: "deployment", id: deployment, state });
  }

  async function look(): Promise<void> {
    for (const name of names()) {
      const folder = folderOf(name);
      const found = folder.read<GatewayFile>("gateway.json");
      if (starting.has(name) || (found !== undefined && (await isAnswering(found)))) continue;
      if (failure(name)) continue;
      log.warn("a deployment's gateway is not there and is started", { deployment: name });
      await up(name).then(
        () => tell(name, "up"),
        (error: unknown) =>
          log.error("a deployment's gateway cannot be started", { deployment: name, why: String(error) }),
      );
    }
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
    const now = new Map<string, string>();
    for (const { name, phase, step, weights, requests, reason, variants, down } of await statuses()) {
      const live = variants.map(({ isUp, recent }) => [isUp, recent?.perSecond.toFixed(1), recent?.p95?.toFixed(1)]);
      now.set(name, JSON.stringify([phase, step, weights, requests, reason, live, down]));
    }
    for (const [name, said] of now) if (lastTold.get(name) !== said) tell(name, "changed");
    for (const name of lastTold.keys()) if (!now.has(name)) tell(name, "gone");
    lastTold = now;
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
      const found = await (starting.get(name) ?? findGateway(folder)).catch(() => undefined); // it never came up
      if (found) await endGateway(found);
      keepPast(folder.path, pastOf(name));
      tell(name, "gone");
    },
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
      timers = [setInterval(oneAtATime(look), lookEvery), setInterval(oneAtATime(tellChanges), tellEvery)];
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

function inside(workspace: string, file: string): string {
  const path = relative(workspace, file);
  return path.startsWith("..") || isAbsolute(path) ? file : path;
}
