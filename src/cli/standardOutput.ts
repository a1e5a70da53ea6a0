import { fstatSync, writeSync } from "node:fs";
import type { Output } from "./output";

const [stdout, stderr] = [1, 2];

/** Of this process. Node's streams, which take a tenth of a short command's time to open, are made when asked for. */
export function createStandardOutput(): Output & { end(): Promise<void> } {
  const result = (text: string): void => {
    if (isOpen) process.stdout.write(text);
    else writeWhole(stdout, text);
  };
  let isOpen = false;
  return {
    print: (line) => result(`${line}\n`),
    document: (value) => result(`${JSON.stringify(value)}\n`),
    note: (line) => writeWhole(stderr, `${line}\n`),
    get stdout() {
      if (!isOpen) process.stdout.on("error", endAtClosedPipe);
      isOpen = true;
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    isTerminal: isTerminal(stdout),
    isNotesTerminal: isTerminal(stderr),
    async end() {
      // a pipe may still be taking what was written
      if (isOpen) await new Promise((done) => process.stdout.write("", done));
    },
  };
}

/** Node's module for terminals brings the network's with it; a file or a pipe is told without. */
function isTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && require("node:tty").isatty(descriptor);
  } catch {
    return false; // closed
  }
}

/** `tidemark … | head` ends early; that is not a failure. */
function endAtClosedPipe(error: NodeJS.ErrnoException): never {
  process.exit(error.code === "EPIPE" ? 0 : 2);
}

function writeWhole(descriptor: number, text: string): void {
  let left = Buffer.from(text);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // a pipe that somebody else made non-blocking is full
      if (code !== "EAGAIN") endAtClosedPipe(error as NodeJS.ErrnoException);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
