import { setTimeout as wait } from "node:timers/promises";
import type { Monitor } from "../../core/monitors/monitor";
import { isAddress } from "../../core/monitors/monitorTerms";
import type { Alert, WindowResult } from "../../shared/monitors";
import type { Kernel } from "../kernel/kernel";
import { runAlertCommand } from "./runAlertCommand";

/** Tells whom the monitor's file names. Never rejects: what cannot be told is logged. */
export type Deliver = (monitor: Monitor, alert: Alert, window: WindowResult) => Promise<void>;

export interface DeliverOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds between tries, one more try than pauses. */
  readonly pauses: readonly number[];
  /** Milliseconds for an answer. */
  readonly patience: number;
  /** Milliseconds after which a command is ended, with all that it started. */
  readonly longestCommand: number;
}

const usual: DeliverOptions = {
  environment: process.env,
  pauses: [1000, 5000, 30_000],
  patience: 10_000,
  longestCommand: 60_000,
};

/**
 * Addresses and commands come from tidemark.yaml alone, never from a client; the runtime runs in trusted folders only, as
 * all that it runs does.
 */
export function createDeliver(
  { log, places }: Pick<Kernel, "log" | "places">,
  options: DeliverOptions = usual,
): Deliver {
  const { environment, pauses, patience, longestCommand } = options;

  async function post(address: string, body: string, what: object): Promise<void> {
    for (let tried = 0; ; tried++) {
      const why = await postOnce(address, body, patience);
      if (why === undefined) return;
      const pause = why.isFinal ? undefined : pauses[tried];
      if (pause === undefined) return log.warn("a webhook was not told", { ...what, why: why.message });
      await wait(pause, undefined, { ref: false });
    }
  }

  return async ({ name, alert: wish, target }, alert, window) => {
    const what = { monitor: name, alert: alert.id };
    const body = JSON.stringify({
      alert: { id: alert.id, at: new Date(alert.at).toISOString(), health: alert.health, says: alert.says },
      monitor: name,
      target,
      window: {
        id: window.id,
        from: new Date(window.from).toISOString(),
        to: new Date(window.to).toISOString(),
        rows: window.rows,
        drifted: window.drifted,
        tested: window.tested,
        scores: window.scores,
        figures: window.figures,
      },
      text: `${name}: ${alert.says}`,
    });
    const told: Promise<void>[] = [];
    if (wish.webhook !== undefined) {
      const address = addressOf(wish.webhook, environment);
      if (address === undefined)
        log.warn("a webhook has no address", { ...what, why: `${wish.webhook} is not set, or is no address` });
      else told.push(post(address, body, what));
    }
    if (wish.command !== undefined)
      told.push(
        runAlertCommand(wish.command, {
          cwd: places.workspace,
          environment,
          told: {
            TIDEMARK_MONITOR: name,
            TIDEMARK_TARGET: target.name,
            TIDEMARK_ALERT: alert.id,
            TIDEMARK_HEALTH: alert.health,
            TIDEMARK_SAYS: alert.says,
            TIDEMARK_WINDOW: window.id,
          },
          input: body,
          longest: longestCommand,
        }).then((why) => {
          if (why !== undefined) log.warn("a command of an alert failed", { ...what, why });
        }),
      );
    await Promise.all(told);
  };
}

function addressOf(written: string, environment: NodeJS.ProcessEnv): string | undefined {
  const found = written.startsWith("env:") ? environment[written.slice(4)]?.trim() : written;
  return found !== undefined && isAddress(found) ? found : undefined;
}

/** Undefined once it was taken. It is not followed elsewhere: where to is what the file says. */
async function postOnce(
  address: string,
  body: string,
  patience: number,
): Promise<{ readonly message: string; readonly isFinal: boolean } | undefined> {
  try {
    const { status, body: said } = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "tidemark" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    await said?.cancel();
    if (status >= 200 && status < 300) return undefined;
    return { message: `it answered ${status}`, isFinal: status < 500 && status !== 408 && status !== 429 };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    // without the address: it may hold a secret
    return {
      message: cause instanceof Error ? cause.message.replaceAll(address, "it") : String(cause),
      isFinal: false,
    };
  }
}
