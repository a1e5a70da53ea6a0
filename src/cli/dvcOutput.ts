import type { Writable } from "node:stream";
import { escapeControls } from "../shared/quoteName";
import type { Output } from "./output";

/** Of commands on data: names may have any character in them, and with -q nothing is said but the document of --json. */
export function dvcOutput(out: Output, { quiet, json }: { readonly quiet: boolean; readonly json: boolean }): Output {
  const note = (line: string) => out.note(escapeControls(line));
  if (!quiet)
    return {
      print: out.print,
      document: out.document,
      note,
      // asked for as late as it is used: to open one takes time
      get stdout() {
        return out.stdout;
      },
      get stderr() {
        return out.stderr;
      },
      isTerminal: out.isTerminal,
      isNotesTerminal: out.isNotesTerminal,
    };
  return {
    print: () => undefined,
    document: out.document,
    note: () => undefined,
    get stdout() {
      return json ? out.stdout : nowhere();
    },
    get stderr() {
      return nowhere();
    },
    isTerminal: false,
    isNotesTerminal: false,
  };
}

function nowhere(): Writable {
  const stream: typeof import("node:stream") = require("node:stream");
  return new stream.Writable({ write: (_chunk, _encoding, done) => done() });
}
