import type { FileError } from "../../../shared/apiError";
import type { Outcome } from "../files/fileWork";
import type { CacheObject } from "./cacheObjects";

/** What came of a push or a fetch. */
export interface Tally {
  /** Objects, lists of folders among them. */
  done: number;
  bytes: number;
  readonly troubles: Trouble[];
}

export interface Trouble {
  /** `unread`: a file that says what is tracked does not read. */
  readonly kind: "missing" | "rotten" | "failed" | "unread";
  /** As a person knows it: the path of an output, or below it. */
  readonly label: string;
  readonly name: string;
  readonly why: string;
}

export function newTally(troubles: readonly Trouble[] = []): Tally {
  return { done: 0, bytes: 0, troubles: [...troubles] };
}

export function add(tally: Tally, { done, bytes, troubles }: Tally): void {
  tally.done += done;
  tally.bytes += bytes;
  tally.troubles.push(...troubles);
}

export function trouble(object: CacheObject, kind: Trouble["kind"], why: string): Trouble {
  return { kind, label: object.label, name: object.name, why };
}

export function unread({ file, message }: FileError): Trouble {
  return { kind: "unread", label: file, name: "", why: message };
}

export function bytesOf(outcome: Outcome): number {
  return outcome.kind === "done" ? outcome.bytes : 0;
}

const named = 10;

/** For people: one line each, of the same kind and reason the first few and how many more. */
export function troubleLines(troubles: readonly Trouble[]): string[] {
  const groups = new Map<string, Trouble[]>();
  for (const each of troubles) {
    const key = each.kind === "failed" || each.kind === "unread" ? each.why : `${each.kind} ${each.name}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const lines = [...groups.values()].map(lineOf);
  const more = lines.length - named;
  return more > 0 ? [...lines.slice(0, named), `and ${more} more (all of them with --json)`] : lines;
}

function lineOf([first, ...rest]: readonly Trouble[]): string {
  if (first === undefined) return "";
  if (first.kind === "unread") return first.why;
  const more = rest.length === 0 ? "" : ` (and ${rest.length} more)`;
  return first.kind === "failed" && rest.length > 0
    ? `${first.why}: ${first.label}${more}`
    : `${first.label}: ${first.why}`;
}
