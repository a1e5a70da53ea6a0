/** The commands of a stage, each for a shell of its own: the items of a list, or the lines of a text. */
export function commandsOf(cmd: string | readonly string[]): readonly string[] {
  return typeof cmd === "string" ? linesOf(cmd) : cmd;
}

/** As Python's splitlines, which knows more ends of lines than one. */
const lineEnd = new RegExp(
  `\r\n|[\n\r\v\f${String.fromCharCode(0x1c)}-${String.fromCharCode(0x1e, 0x85)}\u2028\u2029]`,
);

function linesOf(text: string): string[] {
  const lines = text.split(lineEnd);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
