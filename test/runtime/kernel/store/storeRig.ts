import type { Log } from "../../../../src/runtime/kernel/log";
import type { Op } from "../../../../src/runtime/kernel/store/change";
import { crc32 } from "../../../../src/runtime/kernel/store/crc";
import { createStore, type StoreOptions } from "../../../../src/runtime/kernel/store/durableStore";
import type { Store } from "../../../../src/runtime/kernel/store/store";
import type { FakeDisk } from "./fakeDisk";

/** A log that keeps what was said as warning or error. */
export function keptLog(): Log & { readonly said: string[] } {
  const said: string[] = [];
  const keep = (message: string, facts?: object) => said.push(`${message} ${facts ? JSON.stringify(facts) : ""}`);
  return { said, debug: () => undefined, info: () => undefined, warn: keep, error: keep };
}

/** Seals nothing by itself, so that a test says when. */
export const never = {
  least: 1e12,
  most: 1e12,
  idleAfter: 1e8,
  idleBytes: 1e12,
  closeBytes: 1e12,
  closeSegments: 1e12,
};

export function openOn(disk: FakeDisk, options: Partial<StoreOptions> = {}): Promise<Store> {
  return createStore({ home: "/workspace/.tidemark", files: disk, log: keptLog(), policy: never, ...options });
}

export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words = ["", "a", "ünï", "\u202eright", "__proto__", "constructor", "half \ud800 pair", "<b>", "line\nbreak"];
const numbers = [0, -0, 1, -1.5, 1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];

/** One request of any kind, on few names, so that they meet. */
export function randomCommit(next: () => number): Op[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const id = () => `row${Math.floor(next() * 6)}`;
  const table = () => pick(["runs", "models"]);
  const one = (): Op[] => {
    const kind = next();
    if (kind < 0.25) return [{ do: "row", table: table(), id: id() }];
    if (kind < 0.4)
      return [
        {
          do: "set",
          table: table(),
          id: id(),
          cells: {
            [`tag:${pick(words)}`]: pick(words),
            at: Math.floor(next() * 1e12),
            name: pick([pick(words), null]),
          },
        },
      ];
    if (kind < 0.75) {
      const count = Math.floor(next() ** 4 * 2500);
      const names = [pick(words), "loss"];
      const many = (of: () => number) => Float64Array.from({ length: count }, of);
      return [
        {
          do: "points",
          table: table(),
          id: id(),
          points: {
            names,
            series: Uint32Array.from({ length: count }, () => Math.floor(next() * 2)),
            values: many(() => (next() < 0.3 ? pick(numbers) : next())),
            steps: many(() => Math.floor(next() * 50)),
            times: many(() => 1_700_000_000_000 + Math.floor(next() * 100)),
          },
        },
      ];
    }
    if (kind < 0.78) return [{ do: "purge", table: table(), id: id() }];
    const place = pick(["models", "audit", "cold:spans"]);
    if (kind < 0.83) return [{ do: "drop", in: place, key: pick(words) }];
    return [
      { do: "put", in: place, key: pick(words), doc: { n: next(), list: [pick(words), null, true], deep: { a: {} } } },
    ];
  };
  return Array.from({ length: 1 + Math.floor(next() * 3) }, one).flat();
}

/** Everything that can be read of a store, as text that is equal when the stores are. */
export async function contents(store: Store): Promise<string> {
  const lines: string[] = [];
  for (const name of ["runs", "models"]) {
    const table = store.table(name);
    for (const row of table.live()) {
      const id = table.id(row) as string;
      const cells = [...table.texts]
        .flatMap(([cell, column]) => [[cell, column.get(row)]])
        .concat([...table.numbers].map(([cell, column]) => [`#${cell}`, String(column.get(row))]))
        .filter(([, value]) => value !== undefined && value !== "undefined")
        .sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1));
      lines.push(`${name} ${row} ${id} ${JSON.stringify(cells)}`);
      for (const [series, column] of table.series) {
        if (column.count(row) === 0) continue;
        const { values, steps, times } = await store.history(name, id, series);
        const last = column.last(row);
        const points = Array.from(values, (value, i) => `${show(value)}@${steps[i]}/${times[i]}`).join(" ");
        lines.push(
          `${name} ${id} ${JSON.stringify(series)} ${column.count(row)} ${show(last?.value)}@${last?.step}: ${values.length} points, ${crc32(Buffer.from(points))}`,
        );
      }
    }
  }
  for (const collection of ["models", "audit"])
    lines.push(`${collection} ${JSON.stringify([...store.docs(collection)])}`);
  for (const key of words) lines.push(`cold ${JSON.stringify([key, await store.cold("cold:spans", key)])}`);
  return lines.sort().join("\n");
}

/** 0 and -0 at the same place are one point; which of them is kept is nobody's business. */
function show(value: number | undefined): string {
  return String(value === 0 ? 0 : value);
}
