import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { chunksOf, md5OfFile } from "../files/chunks";
import type { Outcome } from "../files/fileWork";
import { legacyMd5 } from "../files/hashBytes";
import { place } from "./getLarge";
import type { CopyWork, ObjectCopy, Remote } from "./remote";
import { quoted, type Sitting, type SshPlace, sftp, whyNot } from "./sftp";

export interface SshRemote {
  readonly name: string | undefined;
  readonly url: string;
  readonly place: SshPlace;
  /** On the other machine. */
  readonly root: string;
  readonly jobs: number;
  readonly notes: string;
}

/** Connections cost a second or so each: many commands go through one. */
const perSitting = 500;
/** Another machine may have a process of our number, and send the same object now. */
const mark = `${process.pid}-${randomUUID().slice(0, 8)}`;
const mostTries = 3;
/** OpenSSH's server takes ten that are not logged in yet. */
const mostSittings = 6;

/** Objects on a machine that OpenSSH reaches. */
export function sshRemote({ name, url, place: host, root, jobs, notes }: SshRemote): Remote {
  const called = name === undefined ? url : `remote '${name}' (${url})`;
  const pathOf = (each: string) => `${root}/${each}`;

  async function sit(commands: readonly string[], signal?: AbortSignal): Promise<Sitting> {
    const sitting = await sftp(host, commands, { signal });
    if (sitting.code !== 0 && sitting.printed.length === 0)
      throw new ApiError("INVALID_STATE", `${called}: ${whyNot(host, sitting)}`);
    return sitting;
  }

  /** Of each folder what is in it; undefined: it is not there. */
  async function namesIn(folders: readonly string[], signal?: AbortSignal): Promise<string[][]> {
    if (folders.length === 0) return [];
    const { printed } = await sit(
      folders.map((folder) => `-ls -1 ${quoted(pathOf(folder))}`),
      signal,
    );
    return folders.map((folder, i) =>
      (printed[i] ?? [])
        .filter((line) => line !== "")
        .map((line) => `${folder}/${line.slice(line.lastIndexOf("/") + 1)}`),
    );
  }

  async function* namesBelow(start: string, signal: AbortSignal | undefined): AsyncIterable<string> {
    const isInRuns = start === "runs";
    const [top = []] = await namesIn([start === "" ? "." : start], signal);
    const folders = top.map((name) => name.replace(/^\.\//, "")).filter((name) => /(^|\/)[0-9a-f]{2}$/.test(name));
    for (const inner of await namesIn(folders, signal)) {
      if (!isInRuns) yield* inner;
      else for (const names of await namesIn(inner, signal)) yield* names;
    }
  }

  async function getSome(copies: readonly ObjectCopy[], work: CopyWork): Promise<void> {
    mkdirSync(notes, { recursive: true });
    const waitingOf = (copy: ObjectCopy) => join(notes, copy.name.replaceAll("/", "-"));
    let left = [...copies];
    for (let tries = 1; left.length > 0; tries++) {
      // what an earlier process left goes on behind its end
      const resumed = new Set(left.filter((copy) => existsSync(waitingOf(copy))));
      const asked = left.map(
        (copy) => `-get ${resumed.has(copy) ? "-a " : ""}${quoted(pathOf(copy.name))} ${quoted(waitingOf(copy))}`,
      );
      const sitting = await sftp(host, asked, { signal: work.signal });
      const reached = sitting.code === 0 ? left.length : Math.max(0, sitting.printed.length - 1);
      const again: ObjectCopy[] = [];
      for (const [i, copy] of left.entries()) {
        const waiting = waitingOf(copy);
        if (i >= reached) again.push(copy);
        else if (!existsSync(waiting)) work.settled(copy, { kind: "missing" });
        else {
          const outcome = place(waiting, copy, statSync(waiting).size);
          rmSync(waiting, { force: true });
          if (outcome.kind === "rotten" && resumed.has(copy)) again.push(copy);
          else work.settled(copy, outcome);
        }
      }
      if (again.length === left.length && (tries >= mostTries || sitting.printed.length === 0)) {
        for (const copy of again) work.settled(copy, { kind: "failed", why: whyNot(host, sitting), stop: true });
        return;
      }
      left = again;
    }
  }

  async function putSome(copies: readonly ObjectCopy[], work: CopyWork): Promise<void> {
    let left = copies.filter((copy) => {
      const outcome = lookAt(copy);
      if (outcome !== undefined) work.settled(copy, outcome);
      return outcome === undefined;
    });
    for (let tries = 1; left.length > 0; ) {
      const folders = [...new Set(left.flatMap(({ name: each }) => foldersOf(pathOf(each))))];
      const make = folders.map((folder) => `-mkdir ${quoted(folder)}`);
      const put = left.flatMap((copy) => {
        const final = pathOf(copy.name);
        const own = `${final}.${mark}.tmp`;
        return [
          `put ${quoted(copy.path)} ${quoted(own)}`,
          `chmod 444 ${quoted(own)}`,
          `rename ${quoted(own)} ${quoted(final)}`,
        ];
      });
      const sitting = await sftp(host, [...make, ...put], { signal: work.signal });
      const begun = sitting.printed.length - make.length - (sitting.code === 0 ? 0 : 1);
      const done = Math.max(0, Math.floor(begun / 3));
      for (const copy of left.slice(0, done)) work.settled(copy, { kind: "done", bytes: statSync(copy.path).size });
      left = left.slice(done);
      tries = done > 0 ? 1 : tries + 1;
      if (left.length === 0) return;
      if (sitting.printed.length === 0 || tries > mostTries) {
        for (const copy of left) work.settled(copy, { kind: "failed", why: whyNot(host, sitting), stop: true });
        return;
      }
    }
  }

  async function inSittings(copies: readonly ObjectCopy[], work: CopyWork, some: typeof getSome): Promise<void> {
    const lanes = Math.min(work.jobs ?? jobs, mostSittings, Math.ceil(copies.length / 8));
    const size = Math.min(perSitting, Math.ceil(copies.length / Math.max(1, lanes)));
    const parts = Array.from({ length: Math.ceil(copies.length / size) }, (_, i) =>
      copies.slice(i * size, (i + 1) * size),
    );
    const one = async () => {
      for (let part = parts.shift(); part !== undefined; part = parts.shift()) await some(part, work);
    };
    const ended = await Promise.allSettled(Array.from({ length: lanes }, one));
    for (const each of ended) if (each.status === "rejected") throw each.reason;
  }

  return {
    name,
    url,
    async has(names, { signal } = {}) {
      const folders = [...new Set(names.map((each) => each.slice(0, Math.max(0, each.lastIndexOf("/")))))];
      const there = new Set((await namesIn(folders, signal)).flat());
      return new Set(names.filter((each) => there.has(each)));
    },
    async *list(folder, { signal } = {}) {
      // how deep objects lie is known: a listing says nothing of what is a folder
      for (const start of folder === "" ? ["files/md5", "", "runs"] : [folder]) yield* namesBelow(start, signal);
    },
    get: (copies, work) => inSittings(copies, work, getSome),
    put: (copies, work) => inSittings(copies, work, putSome),
    async remove(names, { signal } = {}) {
      for (let i = 0; i < names.length; i += perSitting)
        await sit(
          names.slice(i, i + perSitting).map((each) => `-rm ${quoted(pathOf(each))}`),
          signal,
        );
    },
    close: async () => undefined,
  };
}

/** What stops an object from being sent. */
function lookAt({ path, md5, legacy }: ObjectCopy): Outcome | undefined {
  if (!existsSync(path)) return { kind: "missing" };
  if (md5 === undefined) return undefined;
  const found = md5OfFile(path);
  if (found === md5 || (legacy && legacyMd5(chunksOf(path)) === md5)) return undefined;
  return { kind: "rotten", md5: found };
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/")).filter((each) => each !== "");
}
