import { Tail } from "./points";

/** Columns are paged, so that a key that few runs use costs only the pages it touches. */
export const pageBits = 10;
export const pageSize = 1 << pageBits;
const inPage = pageSize - 1;

export class NumberColumn {
  readonly pages: (Float64Array | undefined)[] = [];

  /** NaN stands for absent; a number cell is never NaN. */
  at(ordinal: number): number {
    return this.pages[ordinal >> pageBits]?.[ordinal & inPage] ?? Number.NaN;
  }
  get(ordinal: number): number | undefined {
    const value = this.at(ordinal);
    return Number.isNaN(value) ? undefined : value;
  }
  set(ordinal: number, value: number | undefined): void {
    const page = this.pages[ordinal >> pageBits] ?? (value === undefined ? undefined : this.addPage(ordinal));
    if (page) page[ordinal & inPage] = value ?? Number.NaN;
  }
  private addPage(ordinal: number): Float64Array {
    const page = new Float64Array(pageSize).fill(Number.NaN);
    this.pages[ordinal >> pageBits] = page;
    return page;
  }
}

/** Dictionary-coded: code 0 is absent, code n is `words[n - 1]`. */
export class TextColumn {
  readonly pages: (Int32Array | undefined)[] = [];
  private known: string[] | Buffer = [];
  private codes: Map<string, number> | undefined = new Map();

  /** A column read back from disk reads its words (a JSON list), and builds its word index, only when asked for one. */
  static of(words: Buffer, pages: readonly (Int32Array | undefined)[]): TextColumn {
    const column = new TextColumn();
    column.known = words;
    for (const page of pages) column.pages.push(page);
    column.codes = undefined;
    return column;
  }
  get words(): readonly string[] {
    return this.read();
  }
  /** As JSON; not even parsed when nobody asked for a word since they were read. */
  wordBytes(): Buffer {
    return Array.isArray(this.known) ? Buffer.from(JSON.stringify(this.known)) : this.known;
  }
  /** Drops words that no row has any more, where they are the greater part. Codes change: only for a state that nobody looks at. */
  forgetUnused(): void {
    const counts = new Uint32Array(this.words.length + 1);
    for (const page of this.pages) if (page) for (const code of page) counts[code] = 1;
    counts[0] = 0;
    const used = counts.reduce((sum, each) => sum + each, 0);
    if (used * 2 > this.words.length) return;
    const words: string[] = [];
    this.words.forEach((word, i) => {
      if (counts[i + 1] === 1) counts[i + 1] = words.push(word);
    });
    for (const page of this.pages)
      if (page) for (let i = 0; i < page.length; i++) page[i] = counts[page[i] as number] as number;
    this.known = words;
    this.codes = undefined;
  }
  private read(): string[] {
    if (!Array.isArray(this.known)) this.known = JSON.parse(this.known.toString("utf8")) as string[];
    return this.known;
  }
  code(ordinal: number): number {
    return this.pages[ordinal >> pageBits]?.[ordinal & inPage] ?? 0;
  }
  get(ordinal: number): string | undefined {
    const code = this.code(ordinal);
    return code === 0 ? undefined : this.words[code - 1];
  }
  /** 0 when no row ever had this word. */
  codeOf(word: string): number {
    return this.index().get(word) ?? 0;
  }
  set(ordinal: number, word: string | undefined): void {
    const page = this.pages[ordinal >> pageBits] ?? (word === undefined ? undefined : this.addPage(ordinal));
    if (page) page[ordinal & inPage] = word === undefined ? 0 : this.learn(word);
  }
  private index(): Map<string, number> {
    this.codes ??= new Map(this.words.map((word, i) => [word, i + 1]));
    return this.codes;
  }
  private learn(word: string): number {
    const index = this.index();
    const known = index.get(word);
    if (known !== undefined) return known;
    const code = this.read().push(word);
    index.set(word, code);
    return code;
  }
  private addPage(ordinal: number): Int32Array {
    const page = new Int32Array(pageSize);
    this.pages[ordinal >> pageBits] = page;
    return page;
  }
}

export interface SeriesPage {
  readonly values: Float64Array;
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly counts: Uint32Array;
}

export interface Point {
  readonly value: number;
  readonly step: number;
  readonly time: number;
}

export type Frozen = readonly ReadonlyMap<number, Tail>[];

/**
 * The latest point of a series a row, latest by step, then time, then value; and all points that no segment holds yet.
 * A row's only point is the latest one, and is nowhere else.
 */
export class SeriesColumn {
  readonly pages: (SeriesPage | undefined)[] = [];
  private tails = new Map<number, Tail>();
  private frozen: ReadonlyMap<number, Tail>[] = [];

  page(ordinal: number): SeriesPage | undefined {
    return this.pages[ordinal >> pageBits];
  }
  /** How many points were written, repeats included; 0 when there is none. */
  count(ordinal: number): number {
    return this.page(ordinal)?.counts[ordinal & inPage] ?? 0;
  }
  last(ordinal: number): Point | undefined {
    const page = this.page(ordinal);
    const i = ordinal & inPage;
    if (!page || page.counts[i] === 0) return undefined;
    return { value: page.values[i] as number, step: page.steps[i] as number, time: page.times[i] as number };
  }
  append(ordinal: number, value: number, step: number, time: number): void {
    const page = this.page(ordinal) ?? this.addPage(ordinal);
    const i = ordinal & inPage;
    const count = page.counts[i] as number;
    page.counts[i] = count + 1;
    if (count > 0) this.keep(ordinal, page, i, value, step, time);
    if (count > 0 && !isLater(page, i, value, step, time)) return;
    page.values[i] = value;
    page.steps[i] = step;
    page.times[i] = time;
  }
  clear(ordinal: number): void {
    const page = this.page(ordinal);
    if (page) page.counts[ordinal & inPage] = 0;
    this.tails.delete(ordinal);
  }
  /** The points of a row that are in no segment yet. */
  unsealed(ordinal: number): readonly Tail[] {
    return [...this.frozen, this.tails].flatMap((tails) => tails.get(ordinal) ?? []);
  }
  /** Everything up to here is about to be sealed; it stays readable until `thaw`. */
  freeze(): Frozen {
    if (this.tails.size > 0) this.frozen.push(this.tails);
    this.tails = new Map();
    return [...this.frozen];
  }
  /** What `freeze` gave is sealed now. */
  thaw(sealed: Frozen): void {
    this.frozen = this.frozen.filter((tails) => !sealed.includes(tails));
  }
  /** Rows that have points in no segment, ascending. */
  unsealedRows(): number[] {
    const rows = new Set([...this.frozen, this.tails].flatMap((tails) => [...tails.keys()]));
    return [...rows].sort((a, b) => a - b);
  }
  private keep(ordinal: number, page: SeriesPage, i: number, value: number, step: number, time: number): void {
    let tail = this.tails.get(ordinal);
    if (!tail) {
      tail = new Tail();
      this.tails.set(ordinal, tail);
      if (page.counts[i] === 2) tail.push(page.values[i] as number, page.steps[i] as number, page.times[i] as number);
    }
    tail.push(value, step, time);
  }
  private addPage(ordinal: number): SeriesPage {
    const page = {
      values: new Float64Array(pageSize),
      steps: new Float64Array(pageSize),
      times: new Float64Array(pageSize),
      counts: new Uint32Array(pageSize),
    };
    this.pages[ordinal >> pageBits] = page;
    return page;
  }
}

function isLater(page: SeriesPage, i: number, value: number, step: number, time: number): boolean {
  const lastStep = page.steps[i] as number;
  if (step !== lastStep) return step > lastStep;
  const lastTime = page.times[i] as number;
  if (time !== lastTime) return time > lastTime;
  return value >= (page.values[i] as number) || Number.isNaN(page.values[i] as number);
}
