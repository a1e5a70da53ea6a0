import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { atRest, follow } from "../../core/monitors/alerting";
import { type Findings, judge } from "../../core/monitors/judge";
import type { Monitor } from "../../core/monitors/monitor";
import { type Bounds, nextAt, windowNow, windowsDue } from "../../core/monitors/windows";
import { ApiError, notFound } from "../../shared/apiError";
import type { DriftDocument } from "../../shared/drift";
import type { Alert, MonitorDocument, MonitorState, WindowResult } from "../../shared/monitors";
import { didYouMean } from "../../shared/suggest";
import type { Kernel } from "../kernel/kernel";
import type { Deliver } from "./deliver";
import { followMonitors } from "./sharedMonitors";
import { type Mark, openHistory, type Untold } from "./store";

/** What a look at one window brought. */
export interface Seen {
  readonly rows: number;
  readonly findings: Findings;
  /** The score of each tested column. */
  readonly scores: WindowResult["scores"];
  readonly figures: WindowResult["figures"];
  readonly drift: DriftDocument | undefined;
  /** What could not be looked at, while the rest was: one line. */
  readonly fault?: string | undefined;
  /** The rows begin there, where that is not the time that was asked for. */
  readonly from?: number;
}

export interface MonitoringParts {
  /**
   * Throws an ApiError where nothing of the window can be looked at. Undefined: there is nothing new, which is never so
   * where somebody asked.
   */
  readonly look: (monitor: Monitor, bounds: Bounds, asked: Asked) => Promise<Seen | undefined>;
  readonly deliver: Deliver;
  /** Told of the monitors again and again, so that what they watch is prepared for it. Never rejects. */
  readonly watch?: (monitors: readonly Monitor[]) => Promise<void>;
  /** Milliseconds from asking what is due to asking it again. */
  readonly lookEvery?: number;
}

export interface Asked {
  /** Somebody waits for it; else it is its time. */
  readonly byHand: boolean;
  readonly last: WindowResult | undefined;
}

export type Monitoring = ReturnType<typeof createMonitoring>;

const usualLookEvery = 2000;
/** Milliseconds that a look under way is waited for at the end: what it found is lost, and looked at again. */
const longestEnd = 5000;
/** Of a page. */
const mostShown = 500;

/** The monitors of a workspace: looks at their windows when it is time, keeps what it found, tells who wants to know. */
export function createMonitoring(
  kernel: Pick<Kernel, "store" | "events" | "clock" | "log" | "places">,
  parts: MonitoringParts,
) {
  const { events, clock, log, places } = kernel;
  const read = followMonitors(places.workspace);
  const history = openHistory(kernel.store);
  const faults = new Map<string, string>();
  const firstSeen = new Map<string, number>();
  /** One look at a time of each monitor. */
  const busy = new Map<string, Promise<unknown>>();
  /** Looks that somebody asked for and that have not begun. */
  const asked = new Map<string, Promise<WindowResult | undefined>>();
  const deliveries = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  let told: unknown;
  let isPreparing = false;
  let isClosed = false;

  function find(name: string): Monitor {
    const { monitors, faults: why } = read();
    const found = monitors.find((each) => each.name === name);
    if (found) return found;
    const own = why.find((each) => each.includes(`monitors.${name}`));
    if (own) throw new ApiError("INVALID_STATE", own);
    const meant = didYouMean(
      name,
      monitors.map((each) => each.name),
    );
    return meant ? notFound(`Monitor '${name}' (${meant.trim()})`) : notFound(`Monitor '${name}'`);
  }
  const timeOf = (monitor: Monitor): number => {
    const { name } = monitor;
    const seen = firstSeen.get(name) ?? clock.now();
    firstSeen.set(name, seen);
    return nextAt(monitor, { last: history.mark(name)?.lastAt, seen });
  };

  function stateOf(monitor: Monitor, open: ReadonlyMap<string, number>): MonitorState {
    const { name, target } = monitor;
    const last = history.last(name);
    const fault = faults.get(name);
    const next = timeOf(monitor);
    return {
      name,
      target,
      health: last?.health ?? "unknown",
      says: last?.says ?? fault ?? "not looked at yet",
      ...(fault !== undefined && { fault }),
      ...(last && { last }),
      ...(Number.isFinite(next) && { nextAt: next }),
      open: open.get(name) ?? 0,
    };
  }
  function openAlerts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { monitor, acknowledged } of history.alerts())
      if (!acknowledged) counts.set(monitor, (counts.get(monitor) ?? 0) + 1);
    return counts;
  }

  /** Whoever asks while it is being looked at waits for his own turn. */
  function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (busy.get(name) ?? Promise.resolve()).then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    busy.set(name, settled);
    void settled.then(() => {
      if (busy.get(name) === settled) busy.delete(name);
    });
    return turn;
  }

  /** Undefined: there was nothing new. */
  async function lookAt(
    monitor: Monitor,
    bounds: Bounds,
    mark: Pick<Mark, "lastAt" | "lastTo"> | undefined,
  ): Promise<WindowResult | undefined> {
    const { name } = monitor;
    const began = performance.now();
    const before = history.last(name);
    const { seen, fault } = await tried(monitor, bounds, { byHand: mark === undefined, last: before });
    if (seen === undefined && fault === undefined) return undefined;
    const judged = seen ? judge(monitor, seen.findings) : { health: "unknown" as const, says: fault ?? "" };
    const isBlind = judged.health === "unknown" && fault !== undefined;
    const window: WindowResult = {
      id: freeId(name, bounds.to),
      from: seen?.from ?? bounds.from,
      to: bounds.to,
      rows: seen?.rows ?? 0,
      health: judged.health,
      says: isBlind ? fault : judged.says,
      drifted: seen?.findings.drift?.drifted ?? 0,
      tested: seen?.findings.drift?.tested ?? 0,
      ...(judged.limit !== undefined && { limit: judged.limit }),
      scores: seen?.scores ?? {},
      figures: seen?.figures ?? {},
      took_ms: Math.round((performance.now() - began) * 10) / 10,
    };
    const at = clock.now();
    const { standing, tell } = follow(history.mark(name)?.standing ?? atRest, judged.health, {
      wish: monitor.alert,
      at,
    });
    const alert: Alert | undefined = tell
      ? {
          id: randomBytes(8).toString("hex"),
          monitor: name,
          at,
          health: judged.health,
          says: judged.says,
          acknowledged: false,
          ...(monitor.alert.editor ? {} : { quiet: true }),
        }
      : undefined;
    const isServed = monitor.target.kind === "deployment"; // a table is looked at when it is another one
    const repeats =
      before !== undefined && (isBlind ? isAsBlind(before, window) : isServed && isOfTheSameRows(before, window));
    const known = history.mark(name);
    await history.keep({
      mark: { monitor: name, standing, ...pick(known), ...mark },
      window,
      replaces: repeats ? before : undefined,
      drift: seen?.drift,
      alert,
      isToBeTold: isForOutside(monitor),
    });
    if (fault === undefined) faults.delete(name);
    else faults.set(name, fault);
    events.emit({ kind: "monitor", id: name, health: judged.health, window: window.id });
    if (alert) {
      if (monitor.alert.editor) events.emit({ kind: "alert", id: alert.id, monitor: name, health: alert.health });
      deliver(monitor, { alert, window });
    }
    return window;
  }

  function deliver(monitor: Monitor, { alert, window }: Untold): void {
    const delivery = parts
      .deliver(monitor, alert, window)
      .then(() => (isForOutside(monitor) ? history.told(alert.id) : undefined))
      .catch((error: unknown) => log.warn("an alert may be told again", { alert: alert.id, why: String(error) }))
      .finally(() => deliveries.delete(delivery));
    deliveries.add(delivery);
  }
  /** What the end of the process kept from being told. */
  function deliverUntold(): void {
    const { monitors } = read();
    const open = new Set(history.alerts().flatMap(({ id, acknowledged }) => (acknowledged ? [] : [id])));
    for (const untold of history.untold()) {
      const monitor = monitors.find(({ name }) => name === untold.alert.monitor);
      if (monitor && isForOutside(monitor) && open.has(untold.alert.id)) deliver(monitor, untold);
      else void history.told(untold.alert.id).catch(() => undefined); // the next start tries again
    }
  }

  async function tried(monitor: Monitor, bounds: Bounds, asked: Asked) {
    try {
      const seen = await parts.look(monitor, bounds, asked);
      return { seen, fault: seen?.fault };
    } catch (error) {
      if (!(error instanceof ApiError)) log.error("a monitor broke", { monitor: monitor.name, why: stackOf(error) });
      return { seen: undefined, fault: lineOf(error) };
    }
  }

  function freeId(name: string, to: number): string {
    const id = new Date(to).toISOString().replace(/[-:]|\.\d+/g, "");
    const taken = history.windows(name).filter((each) => each.id === id || each.id.startsWith(`${id}-`)).length;
    return taken === 0 ? id : `${id}-${taken + 1}`;
  }

  async function whenDue(monitor: Monitor): Promise<void> {
    const now = clock.now();
    const due = timeOf(monitor);
    if (due > now) return;
    for (const bounds of windowsDue(monitor, history.mark(monitor.name)?.lastTo, now)) {
      if (isClosed) return;
      await lookAt(monitor, bounds, { lastAt: now, lastTo: bounds.to });
    }
    // nothing was due after all: the plan was kept
    if (history.mark(monitor.name)?.lastAt !== now) await history.markOnly(monitor.name, now);
  }

  async function look(): Promise<void> {
    const shared = read();
    const { monitors } = shared;
    if (shared !== told) {
      told = shared;
      for (const fault of shared.faults) log.warn("a monitor cannot be read", { why: fault });
      events.emit({ kind: "monitor", id: "" });
    }
    const due = monitors
      .filter(({ name }) => !busy.has(name))
      .map((monitor) => inTurn(monitor.name, () => whenDue(monitor)).catch((error: unknown) => failed(monitor, error)));
    await Promise.all([prepare(monitors), ...due]);
  }
  async function prepare(monitors: readonly Monitor[]): Promise<void> {
    if (isPreparing) return;
    isPreparing = true;
    await parts.watch?.(monitors);
    isPreparing = false;
  }

  return {
    list() {
      const { monitors, faults: why } = read();
      const open = openAlerts();
      return { monitors: monitors.map((monitor) => stateOf(monitor, open)), faults: why };
    },
    async document(name: string, id?: string): Promise<MonitorDocument> {
      const monitor = find(name);
      const windows = history.windows(name);
      if (id !== undefined && !windows.some((each) => each.id === id)) notFound(`Window '${id}' of monitor '${name}'`);
      const drift = await reportOf(name, id);
      return {
        state: stateOf(monitor, openAlerts()),
        windows: windows.slice(-mostShown),
        ...(drift && { drift }),
        alerts: history.alerts(name).slice(0, mostShown),
      };
    },
    /** Looks now, whatever the plan says. */
    async check(name: string): Promise<WindowResult | undefined> {
      const monitor = find(name);
      const waiting = asked.get(name);
      if (waiting) return waiting; // many who ask at once are told the same
      const turn = inTurn(name, () => {
        asked.delete(name);
        return lookAt(monitor, windowNow(monitor, history.mark(name)?.lastTo, clock.now()), undefined);
      });
      asked.set(name, turn);
      return turn;
    },
    alerts: (monitor?: string) => history.alerts(monitor),
    async acknowledge(id: string): Promise<Alert> {
      const alert = (await history.acknowledge(id)) ?? notFound(`Alert '${id}'`);
      events.emit({ kind: "monitor", id: alert.monitor, alert: alert.id });
      return alert;
    },
    /** Looks at what is due. Resolves once all of it was looked at. */
    look,
    /** Looks again and again. A monitor that is still being looked at holds up no other one. */
    start(): void {
      deliverUntold();
      const again = () => {
        if (isClosed) return;
        timer = setTimeout(() => {
          void look();
          again();
        }, parts.lookEvery ?? usualLookEvery).unref();
      };
      again();
    },
    /** Monitors of a deployment that answers need us as long as it does. */
    watched: () => read().monitors,
    history,
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      // what is not told by then is told at the next start
      const ended = Promise.all(busy.values()).then(() => Promise.all(deliveries));
      await Promise.race([ended, wait(longestEnd, undefined, { ref: false })]);
    },
  };

  /** Of the window that was asked for, else of the last that has one. */
  async function reportOf(name: string, id: string | undefined): Promise<DriftDocument | undefined> {
    if (id !== undefined) return history.drift(name, id);
    const tried = history.windows(name).slice(-5).reverse();
    for (const each of tried) {
      const found = each.tested > 0 ? await history.drift(name, each.id) : undefined;
      if (found) return found;
    }
    return undefined;
  }
  function failed({ name }: Monitor, error: unknown): void {
    faults.set(name, lineOf(error));
    log.error("a look of a monitor is lost", { monitor: name, why: stackOf(error) });
  }
}

function isForOutside({ alert: { webhook, command } }: Monitor): boolean {
  return webhook !== undefined || command !== undefined;
}

function isAsBlind(before: WindowResult, { says }: WindowResult): boolean {
  return before.health === "unknown" && before.says === says;
}

/** Nothing came since: it is the same window, looked at later. */
function isOfTheSameRows(before: WindowResult, { from, rows, health, scores }: WindowResult): boolean {
  const isSame = before.from === from && before.rows === rows && before.health === health;
  return isSame && rows > 0 && JSON.stringify(before.scores) === JSON.stringify(scores);
}

function pick(mark: Mark | undefined): Pick<Mark, "lastAt" | "lastTo"> {
  return {
    ...(mark?.lastAt !== undefined && { lastAt: mark.lastAt }),
    ...(mark?.lastTo !== undefined && { lastTo: mark.lastTo }),
  };
}

function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, " ").slice(0, 400);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
