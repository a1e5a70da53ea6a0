import type { Writable } from "node:stream";

/** Results go to stdout, everything said beside them to stderr. */
export interface Output {
  /** A line of the result; not with `--json`. */
  print(line: string): void;
  /** The one JSON document of `--json`. */
  document(value: unknown): void;
  /** A line for the person, never part of the result. */
  note(line: string): void;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Stdout is a person's terminal: colours, bars and widths make sense. */
  readonly isTerminal: boolean;
  /** So is what notes go to: progress may be drawn there. */
  readonly isNotesTerminal: boolean;
}

export function createOutput(stdout: Writable, stderr: Writable): Output {
  return {
    print: (line) => void stdout.write(`${line}\n`),
    document: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    stdout,
    stderr,
    isTerminal: isTty(stdout),
    isNotesTerminal: isTty(stderr),
  };
}

function isTty(stream: object): boolean {
  return "isTTY" in stream && stream.isTTY === true;
}
