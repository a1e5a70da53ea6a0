import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type ReproBegin, type ReproEvent, readReproEvent } from "../../../shared/repro";
import { isRunning, startOf } from "../../kernel/processes";

/** Runs that are remembered, with what their stages said. */
const remembered = 20;

export const eventsFile = "events.jsonl";

/** Where runs over a project's pipelines tell what they do: a folder a run, which whoever shows it follows. */
export function liveFolder(root: string): string {
  return join(root, ".dvc", "tmp", "tidemark", "repro");
}

export interface LiveWriter {
  /** For the events, and for what the stages say. */
  readonly folder: string;
  /** Nothing is there before. */
  begin(stages: readonly string[]): void;
  write(event: ReproEvent): void;
}

/** The record of a run. Its events are lines of `events.jsonl`, each written whole. */
export function createLiveWriter(root: string, now: () => number): LiveWriter {
  const id = `${new Date(now()).toISOString().replace(/[:.]/g, "-")}-${process.pid}`;
  const all = liveFolder(root);
  const folder = join(all, id);
  const file = join(folder, eventsFile);
  const write = (event: ReproEvent) => appendFileSync(file, `${JSON.stringify(event)}\n`);
  return {
    folder,
    write,
    begin(stages) {
      mkdirSync(folder, { recursive: true });
      for (const old of runNames(all).slice(0, -remembered))
        if (!isUnderWay(readEvents(join(all, old)))) rmSync(join(all, old), { recursive: true, force: true });
      const started = startOf(process.pid);
      const self = { pid: process.pid, ...(started === undefined ? {} : { started }) };
      write({ type: "begin", id, at: now(), ...self, root, stages });
    },
  };
}

/** Oldest first. */
export function runNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // none yet
  }
}

/** What a run has told so far. */
export function readEvents(folder: string): ReproEvent[] {
  let text: string;
  try {
    text = readFileSync(join(folder, eventsFile), "utf8");
  } catch {
    return []; // it has not begun to, or was cleared away
  }
  return eventsIn(text.slice(0, text.lastIndexOf("\n") + 1), folder);
}

/** Of whole lines. */
export function eventsIn(lines: string, folder: string): ReproEvent[] {
  return lines.split("\n").flatMap((line) => readEvent(line, folder));
}

function readEvent(line: string, folder: string): ReproEvent[] {
  if (line === "") return [];
  try {
    const event = readReproEvent(JSON.parse(line), "");
    // what stages say lies beside what they do, and nowhere else
    return event.type === "stage" && event.log !== undefined
      ? [{ ...event, log: join(folder, basename(event.log)) }]
      : [event];
  } catch {
    return []; // a line that a full disk cut short, or that is none of ours
  }
}

/** It has no last line, and the process that would write it is there. */
export function isUnderWay(events: readonly ReproEvent[]): boolean {
  const [begin] = events;
  return begin?.type === "begin" && events.at(-1)?.type !== "end" && isProcess(begin);
}

function isProcess({ pid, started }: { readonly pid: number; readonly started?: string }): boolean {
  return isRunning(pid) && (started === undefined || startOf(pid) === started);
}

export interface LiveRun {
  readonly folder: string;
  readonly begin: ReproBegin;
  readonly events: readonly ReproEvent[];
}

/** Oldest first. */
export function listRuns(root: string): LiveRun[] {
  const all = liveFolder(root);
  return runNames(all).flatMap((name) => {
    const folder = join(all, name);
    const events = readEvents(folder);
    const [begin] = events;
    return begin?.type === "begin" ? [{ folder, begin, events }] : [];
  });
}

export interface Orphan {
  readonly stage: string;
  /** Of the process group. */
  readonly pid: number;
}

/** Stages that go on although the run that started them was killed: what they write would mix with what comes next. */
export function findOrphans(root: string): Orphan[] {
  return listRuns(root)
    .filter(({ events }) => events.at(-1)?.type !== "end" && !isUnderWay(events))
    .flatMap(({ events }) => {
      const last = new Map(events.flatMap((each) => (each.type === "stage" ? [[each.stage, each] as const] : [])));
      return [...last.values()].flatMap(({ stage, state, pid, started }) =>
        state === "running" && pid !== undefined && isProcess({ pid, ...(started === undefined ? {} : { started }) })
          ? [{ stage, pid }]
          : [],
      );
    });
}
