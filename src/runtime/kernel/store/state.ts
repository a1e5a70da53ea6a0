import type { Json, Op } from "./change";
import { Cold } from "./cold";
import { Table } from "./table";

/** All that the journal says, in memory. Applying the same ops in the same order gives the same state, ordinals included. */
export class State {
  readonly tables = new Map<string, Table>();
  readonly colds = new Map<string, Cold>();
  /** A collection read back from disk is JSON until somebody asks for it. */
  readonly collections = new Map<string, Map<string, Json> | Buffer>();

  docs(name: string): Map<string, Json> {
    if (isCold(name)) throw new Error(`${name} lives on disk: read it with cold()`);
    const known = this.collections.get(name);
    if (known instanceof Map) return known;
    const docs = new Map(known && (JSON.parse(known.toString("utf8")) as [string, Json][]));
    this.collections.set(name, docs);
    return docs;
  }
  cold(name: string): Cold {
    return take(this.colds, name, () => new Cold());
  }
  table(name: string): Table {
    return take(this.tables, name, () => new Table());
  }
  apply(op: Op): void {
    switch (op.do) {
      case "put":
        if (isCold(op.in)) this.cold(op.in).put(op.key, op.doc);
        else this.docs(op.in).set(op.key, op.doc);
        return;
      case "drop":
        if (isCold(op.in)) this.cold(op.in).drop(op.key);
        else this.docs(op.in).delete(op.key);
        return;
      case "row":
        this.table(op.table).addRow(op.id);
        return;
      case "set":
        this.onRow(op, (table, ordinal) => table.setCells(ordinal, op.cells));
        return;
      case "points":
        this.onRow(op, (table, ordinal) => table.addPoints(ordinal, op.points));
        return;
      case "purge":
        this.onRow(op, (table, ordinal) => table.purge(ordinal));
        return;
      default:
        op satisfies never;
    }
  }
  /** A row may have been purged between a request's check and its commit; then there is nothing left to change. */
  private onRow(op: { table: string; id: string }, change: (table: Table, ordinal: number) => void): void {
    const table = this.table(op.table);
    const ordinal = table.ordinal(op.id);
    if (ordinal !== undefined) change(table, ordinal);
  }
}

export function isCold(collection: string): boolean {
  return collection.startsWith("cold:");
}

function take<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
