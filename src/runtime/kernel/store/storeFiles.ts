import { join } from "node:path";

/** The files of `.tidemark/store`, by kind and number. */
const kinds = {
  wal: { before: "wal-", after: ".log" },
  image: { before: "image-", after: ".tmi" },
  series: { before: "seg-", after: ".ts" },
  sqlite: { before: "meta-", after: ".sqlite" },
} as const;

export type FileKind = keyof typeof kinds;

export function fileName(kind: FileKind, number: number): string {
  return `${kinds[kind].before}${String(number).padStart(6, "0")}${kinds[kind].after}`;
}

export function filePath(folder: string, kind: FileKind, number: number): string {
  return join(folder, fileName(kind, number));
}

/** The numbers of all files of a kind among these names, lowest first. */
export function numbersOf(kind: FileKind, names: readonly string[]): number[] {
  const { before, after } = kinds[kind];
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, -after.length))
    .filter((digits) => /^\d{6,15}$/.test(digits))
    .map(Number)
    .sort((a, b) => a - b);
}
