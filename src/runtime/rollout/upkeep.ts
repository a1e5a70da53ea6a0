import type { Log } from "../kernel/log";
import { deploymentFolder } from "./gateway/folder";
import type { GatewayFile } from "./gateway/plan";
import { findGateway, isAnswering, runGateway } from "./runGateway";

/** Milliseconds after which a gateway that could not be started is tried again. */
const tryAgain = 10_000;

/** Starts the gateways of deployments, and again those that died. `told` hears of the latter. */
export function createUpkeep(home: string, log: Log, told: (name: string) => void) {
  const starting = new Map<string, Promise<GatewayFile>>();
  const failures = new Map<string, { readonly at: number; readonly why: unknown }>();

  /** The one that runs, or a new one; several who ask at once get the same. */
  function up(name: string): Promise<GatewayFile> {
    const under = starting.get(name);
    if (under) return under;
    const folder = deploymentFolder(home, name);
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

  async function look(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const folder = deploymentFolder(home, name);
      const found = folder.read<GatewayFile>("gateway.json");
      if (starting.has(name) || (found !== undefined && (await isAnswering(found)))) continue;
      if (failure(name)) continue;
      log.warn("a deployment's gateway is not there and is started", { deployment: name });
      await up(name).then(
        () => told(name),
        (error: unknown) =>
          log.error("a deployment's gateway cannot be started", { deployment: name, why: String(error) }),
      );
    }
  }

  return {
    up,
    failure,
    look,
    /** The gateway that runs or is just being started; undefined when there is none. */
    async findOrAwait(name: string): Promise<GatewayFile | undefined> {
      return (starting.get(name) ?? findGateway(deploymentFolder(home, name))).catch(() => undefined); // it never came up
    },
  };
}
