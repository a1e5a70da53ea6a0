/** The line of `.gitignore` that hides the file or folder `name` beside it. */
export function ignoreLine(name: string): string {
  return `/${name}`.replace(/[[\]!*#?\\]/g, "\\$&");
}

/** The text with a line for `name` at its end, as dvc adds it; the same text when the line is there. */
export function withIgnored(text: string, name: string): string {
  const line = ignoreLine(name);
  if (linesOf(text).includes(line)) return text;
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** The text without the lines for `name`; undefined when nothing is left and the file goes. */
export function withoutIgnored(text: string, name: string): string | undefined {
  // dvc looks for the name as it is and so leaves lines with escapes behind
  const gone = new Set([ignoreLine(name), `/${name}`.trim()]);
  const kept = text.split(/(?<=\n)/).filter((line) => line !== "" && !gone.has(line.trim()));
  return kept.length === 0 ? undefined : kept.join("");
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.replace(/\r$/, ""));
}
