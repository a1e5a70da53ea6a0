import type { Json } from "./change";

/** Where a document lies: bytes of a series segment. */
export interface ColdPlace {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** A document that no segment holds yet. */
export interface FreshDoc {
  readonly doc: Json;
}

/** A collection of which only the keys are in memory; what came since the last checkpoint still is. */
export class Cold {
  private readonly entries = new Map<string, FreshDoc | ColdPlace>();

  get size(): number {
    return this.entries.size;
  }
  keys(): Iterable<string> {
    return this.entries.keys();
  }
  find(key: string): FreshDoc | ColdPlace | undefined {
    return this.entries.get(key);
  }
  all(): Iterable<[string, FreshDoc | ColdPlace]> {
    return this.entries;
  }
  put(key: string, doc: Json): void {
    this.entries.set(key, { doc });
  }
  drop(key: string): void {
    this.entries.delete(key);
  }
  /** Keys that come from disk. */
  place(key: string, place: ColdPlace): void {
    this.entries.set(key, place);
  }
  /** The documents that the next segment takes up. */
  fresh(): Map<string, FreshDoc> {
    const fresh = new Map<string, FreshDoc>();
    for (const [key, entry] of this.entries) if ("doc" in entry) fresh.set(key, entry);
    return fresh;
  }
  /** The segment has it now, unless it was replaced (by a fresh one) or dropped since. */
  sealed(key: string, taken: FreshDoc | undefined, place: ColdPlace): void {
    const entry = this.entries.get(key);
    if (entry !== undefined && (!("doc" in entry) || entry === taken)) this.entries.set(key, place);
  }
}
