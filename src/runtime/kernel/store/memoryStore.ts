import { ApiError } from "../../../shared/apiError";
import type { Json, Op } from "./change";
import type { Point } from "./columns";
import { createExclusive } from "./exclusive";
import { State } from "./state";
import type { Store } from "./store";

/** The store without its disk: for tests of what stands on it. */
export function createMemoryStore(): Store {
  const state = new State();
  const points = new Map<string, Point[]>();
  let sequence = 0;

  const remember = (op: Op): void => {
    if (op.do === "purge")
      for (const key of points.keys()) if (key.startsWith(`${op.table}\0${op.id}\0`)) points.delete(key);
    if (op.do !== "points") return;
    for (let i = 0; i < op.points.values.length; i++) {
      const key = [op.table, op.id, op.points.names[op.points.series[i] as number]].join("\0");
      const point = {
        value: op.points.values[i] as number,
        step: op.points.steps[i] as number,
        time: op.points.times[i] as number,
      };
      points.set(key, [...(points.get(key) ?? []), point]);
    }
  };
  const history = (table: string, id: string, series: string): Point[] => {
    const all = [...(points.get([table, id, series].join("\0")) ?? [])];
    all.sort((a, b) => a.time - b.time || a.step - b.step || a.value - b.value);
    return all.filter((point, i) => {
      const before = all[i - 1];
      return (
        !before || before.time !== point.time || before.step !== point.step || !Object.is(before.value, point.value)
      );
    });
  };
  return {
    async commit(ops) {
      for (const op of ops) {
        state.apply(op);
        remember(op);
      }
      return ++sequence;
    },
    exclusive: createExclusive(),
    docs: <T extends Json>(name: string) => state.docs(name) as ReadonlyMap<string, Json> as ReadonlyMap<string, T>,
    cold: async <T extends Json>(name: string, key: string) => state.docs(name).get(key) as T | undefined,
    table: (name) => state.table(name),
    history: async (table, id, series) => history(table, id, series),
    chart: async (table, id, series) => history(table, id, series),
    sql: async () => {
      throw new ApiError("NOT_IMPLEMENTED", "A store in memory answers no SQL");
    },
    compact: async () => 0,
    close: async () => undefined,
  };
}
