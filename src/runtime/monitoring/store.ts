import { atRest, type Standing } from "../../core/monitors/alerting";
import type { DriftDocument } from "../../shared/drift";
import type { Alert, WindowResult } from "../../shared/monitors";
import type { Json, Op } from "../kernel/store/change";
import type { Store } from "../kernel/store/store";

/** Names of what this room keeps. */
const collections = {
  windows: "monitor-windows",
  alerts: "monitor-alerts",
  marks: "monitor-marks",
  untold: "monitor-untold",
  drift: "cold:monitor-drift",
} as const;

/** How far a monitor has come. */
export interface Mark {
  readonly monitor: string;
  readonly standing: Standing;
  /** When it was looked at last, as its plan wanted. */
  readonly lastAt?: number;
  /** The end of the last window that was full. */
  readonly lastTo?: number;
}

/** What is kept of one look, all of it or nothing. */
export interface Look {
  readonly mark: Mark;
  readonly window: WindowResult;
  /** Takes the place of the one before it: it says the same, that nothing could be seen. */
  readonly replaces: WindowResult | undefined;
  readonly drift: DriftDocument | undefined;
  readonly alert: Alert | undefined;
  /** The alert goes to somebody outside: that is remembered until it was done. */
  readonly isToBeTold: boolean;
}

/** What somebody outside has yet to be told. */
export interface Untold {
  readonly alert: Alert;
  readonly window: WindowResult;
}

export type History = ReturnType<typeof openHistory>;

/** Windows of a monitor that are kept; beyond, every second one of the older half goes. */
const mostWindows = 3000;
/** Windows whose whole reports are kept: a few kilobytes each. */
const mostReports = 300;
/** Of all monitors. The oldest that were acknowledged go first. */
const mostAlerts = 2000;

/** What monitors found, in the store. */
export function openHistory(store: Store) {
  const docs = <T>(collection: string) => store.docs<Json>(collection) as unknown as ReadonlyMap<string, T>;
  const byMonitor = new Map<string, WindowResult[]>();
  for (const [key, window] of docs<WindowResult>(collections.windows)) windowsOf(monitorIn(key)).push(window);
  for (const windows of byMonitor.values()) windows.sort((a, b) => a.to - b.to);

  function windowsOf(monitor: string): WindowResult[] {
    let found = byMonitor.get(monitor);
    if (found === undefined) {
      found = [];
      byMonitor.set(monitor, found);
    }
    return found;
  }
  const alerts = () => [...docs<Alert>(collections.alerts).values()];

  return {
    /** Oldest first. */
    windows: (monitor: string): readonly WindowResult[] => byMonitor.get(monitor) ?? [],
    last: (monitor: string): WindowResult | undefined => byMonitor.get(monitor)?.at(-1),
    mark: (monitor: string) => docs<Mark>(collections.marks).get(monitor),
    drift: (monitor: string, id: string): Promise<DriftDocument | undefined> =>
      store.cold<Json>(collections.drift, keyOf(monitor, id)) as Promise<DriftDocument | undefined>,
    /** Newest first. */
    alerts: (monitor?: string): Alert[] =>
      alerts()
        .filter((each) => monitor === undefined || each.monitor === monitor)
        .reverse(),
    /** Alerts that nobody outside was told yet. */
    untold: (): Untold[] => [...docs<Untold>(collections.untold).values()],
    told: (id: string): Promise<unknown> => store.commit([{ do: "drop", in: collections.untold, key: id }]),
    async keep({ mark, window, replaces, drift, alert, isToBeTold }: Look): Promise<void> {
      const { monitor } = mark;
      const windows = windowsOf(monitor);
      const ops: Op[] = [
        put(collections.marks, monitor, mark),
        put(collections.windows, keyOf(monitor, window.id), window),
      ];
      if (drift) ops.push(put(collections.drift, keyOf(monitor, window.id), drift));
      if (alert) ops.push(put(collections.alerts, alert.id, alert), ...oldAlerts());
      if (alert && isToBeTold) ops.push(put(collections.untold, alert.id, { alert, window } satisfies Untold));
      if (replaces && replaces.id !== window.id) ops.push(...dropWindow(monitor, replaces));
      const next = windows.filter((each) => each.id !== window.id && each !== replaces);
      next.push(window);
      const gone = thinned(next);
      for (const each of gone) ops.push(...dropWindow(monitor, each));
      const old = next.at(-1 - mostReports);
      if (old && !gone.has(old)) ops.push({ do: "drop", in: collections.drift, key: keyOf(monitor, old.id) });
      await store.commit(ops);
      byMonitor.set(
        monitor,
        next.filter((each) => !gone.has(each)),
      );
    },
    /** It was time, and there was nothing to look at. */
    async markOnly(monitor: string, lastAt: number): Promise<void> {
      const mark = docs<Mark>(collections.marks).get(monitor) ?? { monitor, standing: atRest };
      await store.commit([put(collections.marks, monitor, { ...mark, lastAt })]);
    },
    async acknowledge(id: string): Promise<Alert | undefined> {
      const found = docs<Alert>(collections.alerts).get(id);
      if (found === undefined) return undefined;
      const next: Alert = { ...found, acknowledged: true };
      if (!found.acknowledged) await store.commit([put(collections.alerts, id, next)]);
      return next;
    },
  };

  function oldAlerts(): Op[] {
    const all = alerts();
    const done = all.filter(({ acknowledged }) => acknowledged);
    return done
      .slice(0, Math.max(0, all.length + 1 - mostAlerts))
      .map(({ id }): Op => ({ do: "drop", in: collections.alerts, key: id }));
  }
}

function dropWindow(monitor: string, { id }: WindowResult): Op[] {
  return [collections.windows, collections.drift].map(
    (collection): Op => ({ do: "drop", in: collection, key: keyOf(monitor, id) }),
  );
}

/** Those of the older half that go: every second one, but none that failed. */
function thinned(windows: readonly WindowResult[]): ReadonlySet<WindowResult> {
  if (windows.length <= mostWindows) return new Set();
  const old = windows.slice(0, windows.length >> 1);
  const calm = old.filter(({ health }, i) => health !== "failing" && i % 2 === 1);
  return new Set(calm.length > 0 ? calm : old.filter((_, i) => i % 2 === 1));
}

function put(collection: string, key: string, doc: unknown): Op {
  return { do: "put", in: collection, key, doc: doc as Json };
}

/** Names of monitors have no slash. */
function keyOf(monitor: string, id: string): string {
  return `${monitor}/${id}`;
}

function monitorIn(key: string): string {
  return key.slice(0, key.indexOf("/"));
}
