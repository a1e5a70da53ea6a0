import { createFileLog, type FileLog } from "../../kernel/fileLog";
import type { Outcome } from "./front";

/** A line of JSON for each request for a prediction, refused ones too. */
export interface AccessLog {
  add(outcome: Outcome): void;
  close(): void;
}

export function openAccessLog(path: string): AccessLog {
  const file: FileLog = createFileLog(path, 32 * 1024 * 1024);
  return {
    add({ requestId, face, code, milliseconds, choice, ask, why }) {
      const { name: variant, engine } = choice?.variant ?? {};
      file.write(
        `${JSON.stringify({
          at: new Date().toISOString(),
          request: requestId,
          protocol: face,
          code,
          ms: Math.round(milliseconds * 1000) / 1000,
          rows: ask?.rows,
          variant: variant || undefined,
          version: engine?.facts.version,
          user: choice?.user,
          why,
        })}\n`,
      );
    },
    close: () => file.close(),
  };
}
