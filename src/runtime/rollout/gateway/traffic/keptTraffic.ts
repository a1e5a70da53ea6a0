import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  mergeTraffic,
  type Traffic,
  type TrafficDoc,
  trafficDoc,
  trafficOf,
} from "../../../../core/monitors/sketch/traffic";
import { readLines } from "../../../kernel/lines";
import type { Log } from "../../../kernel/log";
import type { Outcome } from "../../../serving/serving";
import type { DeploymentFolder } from "../folder";
import { watchedFile } from "../plan";
import { createTrafficCounter, type TrafficCounter } from "./trafficCounter";

/** What a deployment is asked and answers, counted by the minute for monitors; nothing while none watches. */
export interface KeptTraffic {
  add(outcome: Outcome): void;
  /** From here on it is counted, or not; also when the process starts again. */
  watch(isWatched: boolean): void;
  /** What was counted so far is in the files when this resolves. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const minute = 60_000;
/** Of an hour that is over. */
const coarse = 10 * minute;
const keptMs = 40 * 24 * 60 * minute;

/** Files of an hour each: a line a minute, and a line ten minutes once the hour is over. */
export function openTraffic(folder: DeploymentFolder, redacted: () => readonly string[], log: Log): KeptTraffic {
  const place = join(folder.path, "traffic");
  let counter: TrafficCounter | undefined = folder.read(watchedFile) === undefined ? undefined : begin();
  let writing = Promise.resolve();
  let hour = "";
  /** The last line in the file of the hour has its end. */
  let isWhole = false;
  let isBroken = false;
  let timer = atNextMinute();

  function begin(): TrafficCounter {
    return createTrafficCounter(Date.now(), redacted());
  }
  /** What ends with a minute belongs to the windows that end with it. */
  function atNextMinute(): NodeJS.Timeout {
    const now = Date.now();
    const next = (Math.floor(now / minute) + 1) * minute;
    return setTimeout(() => {
      timer = atNextMinute();
      void flush(next); // it logs its own failures
    }, next - now).unref();
  }
  function flush(to = Date.now()): Promise<void> {
    const full = counter?.take(to);
    writing = writing
      .then(() => (full && full.requests > 0 ? write(full) : undefined))
      .catch((error: unknown) => log.error("traffic is not kept", { why: String(error) }));
    return writing;
  }
  async function write(traffic: Traffic): Promise<void> {
    const now = hourOf(traffic.to);
    if (now !== hour) {
      await mkdir(place, { recursive: true, mode: 0o700 });
      hour = now;
      isWhole = false;
      await tidy(place, now, log);
    }
    const path = join(place, `${now}.jsonl`);
    // who wrote before may have died in the middle of a line: what follows begins its own
    const begin = isWhole || !existsSync(path) ? "" : "\n";
    isWhole = false;
    await appendFile(path, `${begin}${JSON.stringify(trafficDoc(traffic))}\n`, { mode: 0o600 });
    isWhole = true;
  }

  return {
    add(outcome) {
      try {
        counter?.add(outcome);
      } catch (error) {
        // whoever asked has his answer, and the process goes on
        if (!isBroken) log.error("traffic is not counted", { why: String(error) });
        isBroken = true;
      }
    },
    watch(isWatched) {
      if (isWatched === (counter !== undefined)) return;
      if (isWatched) {
        folder.write(watchedFile, {});
        counter = begin();
        return;
      }
      void flush(); // it logs its own failures
      counter = undefined;
      folder.remove(watchedFile);
    },
    flush: () => flush(),
    async close() {
      clearTimeout(timer);
      await flush();
    },
  };
}

function hourOf(at: number): string {
  return new Date(at).toISOString().slice(0, 13);
}

/** Hours that are over are put together, old ones go. */
async function tidy(place: string, now: string, log: Log): Promise<void> {
  const oldest = hourOf(Date.now() - keptMs);
  for (const name of readdirSync(place)) {
    const [, of, isDone] = /^(\d{4}-\d\d-\d\dT\d\d)(\.done(?:\.\d+)?)?\.jsonl$/.exec(name) ?? [];
    if (of === undefined || of === now) continue;
    try {
      if (of < oldest) rmSync(join(place, name), { force: true });
      else if (isDone === undefined) await putTogether(join(place, name), freePlace(join(place, `${of}.done`)));
    } catch (error) {
      log.error("traffic of an hour stays as it is", { hour: of, why: String(error) });
    }
  }
}

/** Another process may have put its own part of the hour there: both are kept, and both are read. */
function freePlace(stem: string): string {
  let path = `${stem}.jsonl`;
  for (let i = 2; existsSync(path); i++) path = `${stem}.${i}.jsonl`;
  return path;
}

/** It lies in one file at any moment, whenever the process dies: as it was, put together, and then by its new name. */
async function putTogether(path: string, to: string): Promise<void> {
  const parts = new Map<number, Traffic>();
  const take = (line: unknown) => {
    const each = trafficOf(line as TrafficDoc);
    const at = Math.floor((each.to - 1) / coarse);
    const known = parts.get(at);
    if (known) mergeTraffic(known, each);
    else parts.set(at, each);
  };
  await readLines(path, take);
  writeFileSync(`${path}.part`, [...parts.values()].map((each) => `${JSON.stringify(trafficDoc(each))}\n`).join(""), {
    mode: 0o600,
  });
  renameSync(`${path}.part`, path);
  renameSync(path, to);
}
