import type { Bound } from "./fields";

/** The kwargs of an expectation, read: each by the type that its field has. */
export class Kwargs {
  constructor(private readonly values: ReadonlyMap<string, unknown>) {}

  has(name: string): boolean {
    return this.values.get(name) !== undefined;
  }

  any(name: string): unknown {
    return this.values.get(name);
  }

  text(name: string): string {
    return String(this.values.get(name));
  }

  number(name: string): number {
    return Number(this.values.get(name));
  }

  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  list(name: string): readonly unknown[] {
    const value = this.values.get(name);
    return Array.isArray(value) ? value : [];
  }

  texts(name: string): readonly string[] {
    return this.list(name).map(String);
  }

  bound(name: string): Bound | undefined {
    return this.values.get(name) as Bound | undefined;
  }

  /** 1 where nothing is said. */
  get mostly(): number {
    return this.has("mostly") ? this.number("mostly") : 1;
  }
}
