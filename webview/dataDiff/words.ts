import type { SummaryType } from "../../src/core/table/summary/tableSummary";
import type { ChangeKind, FileChange, Version } from "../../src/shared/data";
import { formatBytes, formatCount, formatNumber, formatPercent } from "../../src/shared/format";
import { pageLocale, t } from "../kit/words";

/** The letter of a change, as source control has them, and how it looks. */
export const changeLooks: Readonly<Record<ChangeKind, readonly [letter: string, look: string]>> = {
  added: ["A", "is-added"],
  modified: ["M", "is-modified"],
  deleted: ["D", "is-deleted"],
  renamed: ["R", "is-modified"],
  "not in cache": ["!", "warn"],
};

export function changeWord(kind: ChangeKind): string {
  switch (kind) {
    case "added":
      return t("added");
    case "modified":
      return t("changed");
    case "deleted":
      return t("removed");
    case "renamed":
      return t("renamed");
    case "not in cache":
      return t("not in the cache");
    default:
      return kind satisfies never;
  }
}

export function versionWord({ name, commit }: Version): string {
  if (name === "workspace") return t("workspace");
  return commit === undefined || commit.startsWith(name) ? name.slice(0, 40) : `${name} (${commit.slice(0, 7)})`;
}

export function count(value: number): string {
  return formatCount(value, pageLocale());
}

/** `+88 MB`, `−412 B`, `=`. */
export function signedBytes(bytes: number): string {
  if (bytes === 0) return "=";
  return `${bytes > 0 ? "+" : "\u2212"}${formatBytes(Math.abs(bytes))}`;
}

/** `12 kB → 14 kB`; of what came or went one of them. */
export function sizesText({ before, after }: Pick<FileChange, "before" | "after">): string {
  const [was, is] = [before, after].map((side) => (side?.size === undefined ? undefined : formatBytes(side.size)));
  return was !== undefined && is !== undefined ? `${was} → ${is}` : (is ?? was ?? "");
}

export function typeWord(type: SummaryType): string {
  switch (type) {
    case "integer":
      return t("integer");
    case "number":
      return t("number");
    case "bool":
      return t("true or false");
    case "time":
      return t("time");
    case "text":
      return t("text");
    case "other":
      return t("other");
    case "empty":
      return t("empty");
    default:
      return type satisfies never;
  }
}

/** A figure of a column: a time as a date. */
export function figure(value: number, isTime: boolean): string {
  if (!isTime || !Number.isFinite(value)) return formatNumber(value);
  return new Date(value)
    .toISOString()
    .replace("T00:00:00.000Z", "")
    .replace("T", " ")
    .replace(/:\d\d\.\d{3}Z$/, "");
}

export function share(part: number, whole: number): string {
  return whole === 0 ? "0" : formatPercent(part / whole);
}
