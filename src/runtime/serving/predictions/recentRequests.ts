import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { createFileLog } from "../../kernel/fileLog";

/** Whose prediction it was, and who made it. */
export interface Predicted {
  readonly user: string | undefined;
  readonly variant: string;
}

/** The predictions of late by their request's id, so that outcomes find them: also after the process died. */
export interface RecentRequests {
  /** On disk within a tenth of a second. */
  add(requestId: string, user: string | undefined, variant: string): void;
  find(requestId: string): Predicted | undefined;
  /** Those who had them; some more than once. */
  users(): Iterable<string>;
  close(): void;
}

/** Predictions that are remembered at least. */
export const mostRequests = 200_000;
/** Of a file; the one before it is kept too. */
const mostBytes = 12 * 1024 * 1024;

/** A line a request: id, variant and user, the last as JSON so that a torn line is none. */
export function openRecentRequests(path: string, most = mostRequests, bytes = mostBytes): RecentRequests {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // the oldest go a generation at once: to look for the oldest of a map takes long once many were taken out
  let [young, old] = [readRequests(path), readRequests(`${path}.1`)];
  const isOld = existsSync(path);
  const file = createFileLog(path, bytes, 1);
  if (isOld) file.write("\n"); // its last line may be torn

  return {
    add(requestId, user, variant) {
      const rest = `${variant}\t${user === undefined ? "null" : JSON.stringify(user)}`;
      if (young.size >= most) [young, old] = [new Map(), young];
      young.set(requestId, rest);
      file.write(`${requestId}\t${rest}\n`);
    },
    find(requestId) {
      const rest = young.get(requestId) ?? old.get(requestId);
      return rest === undefined ? undefined : readRest(rest);
    },
    *users() {
      for (const each of [old, young])
        for (const rest of each.values()) {
          const { user } = readRest(rest) ?? {};
          if (user !== undefined) yield user;
        }
    },
    close: () => file.close(),
  };
}

function readRequests(path: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(path)) return found;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const end = line.indexOf("\t");
    if (end > 0 && isWhole(line)) found.set(line.slice(0, end), line.slice(end + 1));
  }
  return found;
}

function isWhole(line: string): boolean {
  return /^[^\t]+\t[^\t]*\t(null|".*")$/s.test(line);
}

function readRest(rest: string): Predicted | undefined {
  const end = rest.indexOf("\t");
  try {
    const user = JSON.parse(rest.slice(end + 1)) as string | null;
    return { variant: rest.slice(0, end), user: user ?? undefined };
  } catch {
    return undefined; // two lines in one, since a process died in the middle of the first
  }
}
