import { outlineOf, type Span } from "../../yaml/outline";
import { type FileKind, fileKind } from "./keyWords";

export interface FileSymbol {
  readonly name: string;
  readonly kind: "section" | "stage" | "group" | "file";
  readonly detail: string;
  /** With all below it. */
  readonly whole: Span;
  readonly key: Span;
  readonly children: readonly FileSymbol[];
}

/** The sections and stages of a file, the tracked files of a .dvc; what a list of symbols shows. */
export function outlineOfFile(name: string, text: string): readonly FileSymbol[] {
  const kind = fileKind(name);
  if (kind === undefined) return [];
  const { entries } = outlineOf(text);
  const childrenOf = (path: readonly string[], end: number): FileSymbol[] => {
    const own = entries.filter(
      (entry) => entry.path.length === path.length && path.every((part, i) => part === entry.path[i]),
    );
    return own.map(({ key, keySpan, valueSpan }, i) => {
      const to = endBefore(text, own[i + 1]?.keySpan.from ?? end);
      const below = [...path, key];
      const detail = valueSpan ? text.slice(valueSpan.from, valueSpan.to).trim() : "";
      const inner = path.length === 0 && (key === "stages" || key === "artifacts") ? childrenOf(below, to) : [];
      const files = path.length === 0 && kind === "dvc" ? filesIn(key, to) : [];
      return {
        name: key,
        kind: kindOf(kind, below),
        detail: detail || commandOf(below),
        whole: { from: keySpan.from, to },
        key: keySpan,
        children: [...inner, ...files],
      };
    });
  };
  const commandOf = (path: readonly string[]): string => {
    const cmd = entries.find(({ key, path: above }) => key === "cmd" && above.join("\n") === path.join("\n"));
    return cmd?.valueSpan ? text.slice(cmd.valueSpan.from, cmd.valueSpan.to).trim() : "";
  };
  const kindOf = (of: FileKind, path: readonly string[]): FileSymbol["kind"] => {
    if (path.length !== 2 || path[0] !== "stages" || of === "dvc") return "section";
    const isGroup = entries.some(
      ({ key, path: above }) => ["foreach", "matrix"].includes(key) && above.join("\n") === path.join("\n"),
    );
    return isGroup ? "group" : "stage";
  };
  const filesIn = (section: string, end: number): FileSymbol[] =>
    entries
      .filter(({ path, key, valueSpan }) => path[0] === section && path.length === 2 && key === "path" && valueSpan)
      .map(({ keySpan, valueSpan }) => {
        const span = { from: keySpan.from, to: Math.min(end, valueSpan?.to ?? keySpan.to) };
        return {
          name: text.slice(valueSpan?.from, valueSpan?.to).trim(),
          kind: "file",
          detail: "",
          whole: span,
          key: span,
          children: [],
        };
      });
  return childrenOf([], text.length);
}

function endBefore(text: string, next: number): number {
  return text.slice(0, next).trimEnd().length;
}
