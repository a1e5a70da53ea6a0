import type { PatchedFile } from "./readPatch";

/** The text after the change; undefined when it is not the text that the change was made to. */
export function applyPatch(before: string, { hunks, isBinary }: PatchedFile): string | undefined {
  if (isBinary) return undefined;
  const old = before === "" ? [] : before.split("\n");
  const result: string[] = [];
  let at = 0;
  // one by one: a call takes no hundred thousand arguments, and files have more lines
  const keepUntil = (end: number) => {
    while (at < end) result.push(old[at++] as string);
  };
  for (const { from, lines } of hunks) {
    const start = Math.max(0, from - 1);
    if (start < at || start > old.length) return undefined;
    keepUntil(start);
    let endsBare = false;
    for (const [i, line] of lines.entries()) {
      const mark = line.slice(0, 1);
      const text = line.slice(1);
      if (mark === "+") {
        result.push(text);
        endsBare = lines[i + 1]?.startsWith("\\") ?? false;
      } else if (mark !== "\\") {
        if (old[at] !== text) return undefined;
        at++;
        if (mark !== "-") result.push(text);
      }
    }
    const reachesEnd = at >= old.length - (old.at(-1) === "" ? 1 : 0);
    if (reachesEnd && endsBare) return result.join("\n");
    if (reachesEnd && at >= old.length && !endsBare && lines.some((line) => line.startsWith("+"))) result.push("");
  }
  keepUntil(old.length);
  return result.join("\n");
}
