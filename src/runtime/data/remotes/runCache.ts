import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { WorkOptions } from "../repository";
import type { CachePlaces } from "./cacheObjects";
import type { ObjectCopy, Remote } from "./remote";
import { bytesOf, type Tally, type Trouble } from "./tally";

/** What stages came to once, for those who ask for it: `runs/…`, one file a run, its name the hash of what is in it. */
export async function pushRuns(remote: Remote, { cacheFolder }: CachePlaces, tally: Tally, options: WorkOptions) {
  const names = runsHere(cacheFolder);
  const there = names.length === 0 ? new Set<string>() : await thereAmong(remote, names, options);
  const copies = names.filter((name) => !there.has(name)).map((name) => ({ name, path: join(cacheFolder, name) }));
  await copyRuns(copies, tally, (work) => remote.put(copies, work), { remote, options, stage: "Pushing runs" });
}

export async function fetchRuns(remote: Remote, { cacheFolder }: CachePlaces, tally: Tally, options: WorkOptions) {
  if (/^https?:/.test(remote.url)) return; // a web server has no lists; dvc leaves them out as well
  const copies: ObjectCopy[] = [];
  for await (const name of remote.list("runs", options))
    if (isRun(name) && !existsSync(join(cacheFolder, name))) copies.push({ name, path: join(cacheFolder, name) });
  await copyRuns(copies, tally, (work) => remote.get(copies, work), { remote, options, stage: "Fetching runs" });
}

async function thereAmong(remote: Remote, names: readonly string[], options: WorkOptions): Promise<Set<string>> {
  const wanted = new Set(names);
  const found = new Set<string>();
  for await (const name of remote.list("runs", options)) if (wanted.has(name)) found.add(name);
  return found;
}

interface Around {
  readonly remote: Remote;
  readonly options: WorkOptions;
  readonly stage: string;
}

async function copyRuns(
  copies: readonly ObjectCopy[],
  tally: Tally,
  copy: (work: Parameters<Remote["put"]>[1]) => Promise<void>,
  { remote, options, stage }: Around,
): Promise<void> {
  if (copies.length === 0) return;
  let settled = 0;
  await copy({
    signal: options.signal,
    jobs: options.jobs,
    settled({ name }, outcome) {
      options.report?.(stage, ++settled, copies.length, "files");
      if (outcome.kind === "done") {
        tally.done++;
        tally.bytes += bytesOf(outcome);
      } else tally.troubles.push(troubleOf(name, remote, outcome.kind === "failed" ? outcome.why : "is gone"));
    },
  });
}

function troubleOf(name: string, { url }: Remote, why: string): Trouble {
  return { kind: "failed", label: `the run ${name.slice(-64, -56)}`, name, why: `${url}: ${why}` };
}

function isRun(name: string): boolean {
  return /^runs\/[0-9a-f]{2}\/[0-9a-f]{64}\/[0-9a-f]{64}$/.test(name);
}

function runsHere(cacheFolder: string): string[] {
  const namesIn = (name: string) => {
    const path = join(cacheFolder, name);
    return statSync(path, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(path).map((each) => `${name}/${each}`)
      : [];
  };
  return namesIn("runs").flatMap(namesIn).flatMap(namesIn).filter(isRun);
}
