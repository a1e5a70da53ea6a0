import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { mergeTraffic, type Traffic, type TrafficDoc, trafficOf } from "../../core/monitors/sketch/traffic";
import { readLines } from "../kernel/lines";
import { watchedFile } from "./gateway/plan";

export interface TrafficAsked {
  readonly from: number;
  readonly to: number;
  /** The newest of it, and no more than it takes to have so many rows. */
  readonly least?: number;
}

/**
 * What a gateway counted, put together. A stretch that was counted as one belongs to the window that it ends in: windows
 * that follow each other share none. Undefined where nothing was.
 */
export async function readTraffic(folder: string, asked: TrafficAsked): Promise<Traffic | undefined> {
  const place = join(folder, "traffic");
  if (!existsSync(place)) return undefined;
  for (let tried = 1; ; tried++)
    try {
      return await readListed(place, asked);
    } catch (error) {
      // an hour that is over got its other name meanwhile: it stands in the next list
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tried === mostTries) throw error;
    }
}

const mostTries = 5;

async function readListed(
  place: string,
  { from, to, least = Number.POSITIVE_INFINITY }: TrafficAsked,
): Promise<Traffic | undefined> {
  const [first, last] = [hourOf(from), hourOf(to)];
  let found: Traffic | undefined;
  for (const name of readdirSync(place).sort().reverse()) {
    const hour = name.slice(0, 13);
    if (!name.endsWith(".jsonl") || hour < first || hour > last) continue;
    const lines: TrafficDoc[] = [];
    const path = join(place, name);
    statSync(path); // throws where it is gone: its lines would be none
    await readLines(path, (line) => void lines.push(line as TrafficDoc));
    for (const doc of lines.reverse()) {
      if (!(doc.to > from && doc.to <= to)) continue;
      if (found !== undefined && found.rows >= least) return found;
      const each = trafficOf(doc);
      if (found) mergeTraffic(found, each);
      else found = each;
    }
  }
  return found;
}

/** Whether all that came since then was counted: where nothing is found, nobody asked. */
export function isCountedSince(folder: string, from: number): boolean {
  const since = statSync(join(folder, watchedFile), { throwIfNoEntry: false });
  return since !== undefined && since.mtimeMs <= from;
}

function hourOf(at: number): string {
  return new Date(Math.max(0, at)).toISOString().slice(0, 13);
}
