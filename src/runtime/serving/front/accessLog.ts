import { createFileLog, type FileLog } from "../../kernel/fileLog";
import type { Outcome } from "./front";

/** A line of JSON for each request for a prediction, refused ones too. */
export interface AccessLog {
  add(outcome: Outcome): void;
  close(): void;
}

export function openAccessLog(path: string): AccessLog {
  const file: FileLog = createFileLog(path, 32 * 1024 * 1024);
  const now = createClock();
  return {
    // put together by hand: `JSON.stringify` of an object made for it takes four times as long
    add({ requestId, face, code, milliseconds, choice, ask, why }) {
      const { name: variant, engine } = choice?.variant ?? {};
      let line = `{"at":"${now()}","request":"${requestId}","protocol":"${face}","code":${code},"ms":${Math.round(milliseconds * 1000) / 1000}`;
      if (ask !== undefined) line += `,"rows":${ask.rows}`;
      if (variant) line += `,"variant":${JSON.stringify(variant)}`;
      if (engine !== undefined) line += `,"version":${JSON.stringify(engine.facts.version)}`;
      if (choice?.user !== undefined) line += `,"user":${JSON.stringify(choice.user)}`;
      if (why !== undefined) line += `,"why":${JSON.stringify(why)}`;
      file.write(`${line}}\n`);
    },
    close: () => file.close(),
  };
}

/** The time of day as a text, made once a millisecond. */
function createClock(): () => string {
  let last = 0;
  let text = "";
  return () => {
    const time = Date.now();
    if (time !== last) {
      last = time;
      text = new Date(time).toISOString();
    }
    return text;
  };
}
