import { dirname, join, relative, resolve } from "node:path";
import type { DataRoom } from "../dataRoom";
import type { Project } from "../project/openRepository";
import { placesOf } from "../remotes/projectRemotes";
import { newTally, type Tally } from "../remotes/tally";
import type { WorkOptions } from "../repository";
import { trackedOuts } from "../tracked";
import { bringContent } from "./bringContent";
import { type ImportedOut, importedOut } from "./importedOut";
import { closeOthers, type Elsewhere, originOf } from "./otherRepository";

/** Objects of imports into the cache, from the repositories that they came from. */
export async function fetchImports(
  project: Project,
  imports: readonly ImportedOut[],
  options: WorkOptions,
): Promise<Tally> {
  return inElsewhere(project, [], options, async (elsewhere) => {
    const tally = newTally();
    for (const each of imports) {
      const from = elsewhere.from.toSpliced(1, 0, dirname(each.from));
      const { done, bytes, troubles } = await bringContent(
        { ...elsewhere, from },
        {
          origin: originOf(each.dep),
          path: each.dep.path,
          content: each.content,
          label: relative(project.root, each.path),
          below: each.below,
        },
      );
      tally.done += done;
      tally.bytes += bytes;
      tally.troubles.push(...troubles);
    }
    return tally;
  });
}

export interface FromImports {
  /** What is still missing. */
  readonly missing: readonly string[];
  /** What git or a remote said first. */
  readonly why: string | undefined;
}

/** Contents that no remote has, where an import of the workspace says where they came from. */
export async function fetchFromImports(
  room: DataRoom,
  md5s: readonly string[],
  options: WorkOptions,
): Promise<FromImports> {
  let why: string | undefined;
  const left = new Set(md5s);
  const outs = await trackedOuts(room, () => undefined);
  for (const imported of outs.flatMap((out) => importedOut(out))) {
    if (left.size === 0) break;
    const { content } = imported;
    // only a folder's object is a list
    const entries = content.md5.endsWith(".dir") ? room.objects(content.legacy === true).entries(content.md5) : [];
    const isWanted = left.has(content.md5) || entries?.some(({ md5 }) => left.has(md5));
    if (!isWanted) continue;
    const { troubles } = await fetchImports(room.project, [imported], options);
    why ??= troubles[0]?.why;
    for (const md5 of left) if (room.isKept(md5)) left.delete(md5);
  }
  return { missing: [...left], why };
}

/** Repositories that are opened within `work` are opened once, and closed after it. */
export async function inElsewhere<T>(
  project: Project,
  from: readonly string[],
  options: WorkOptions,
  work: (elsewhere: Elsewhere) => Promise<T>,
): Promise<T> {
  const elsewhere: Elsewhere = {
    places: placesOf(project),
    notes: join(project.ownFolder, "parts"),
    from: [process.cwd(), ...from, project.root].map((each) => resolve(each)),
    options,
    opened: new Map(),
    bringing: new Set(),
  };
  try {
    return await work(elsewhere);
  } finally {
    await closeOthers(elsewhere);
  }
}
