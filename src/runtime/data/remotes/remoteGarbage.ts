import type { DataRoom } from "../dataRoom";
import type { WorkOptions } from "../repository";
import { openFor, withRemotes } from "./sync";

export interface RemoteGarbageOptions extends WorkOptions {
  /** Undefined: the usual one. */
  readonly remote?: string | undefined;
  readonly dry: boolean;
}

export interface RemoteGarbage {
  readonly remote: string;
  /** Names below the remote's url. */
  readonly removed: readonly string[];
}

const object = /^(?:files\/md5\/)?[0-9a-f]{2}\/[0-9a-f]{30}(?:\.dir)?$/;

/** Removes from a remote what is not among the names. Lists of folders go first, so that none names what is gone. */
export async function collectRemoteGarbage(
  room: DataRoom,
  used: ReadonlySet<string>,
  options: RemoteGarbageOptions,
): Promise<RemoteGarbage> {
  return withRemotes(room.project, async (remotes) => {
    const remote = await openFor(remotes, options.remote, "gc -c", options);
    const lists: string[] = [];
    const files: string[] = [];
    for await (const name of remote.list("", options)) {
      if (!object.test(name) || used.has(name)) continue;
      (name.endsWith(".dir") ? lists : files).push(name);
    }
    if (!options.dry) for (const names of [lists, files]) if (names.length > 0) await remote.remove(names, options);
    return { remote: remote.url, removed: [...lists, ...files] };
  });
}
