import { type FSWatcher, watch } from "chokidar";

export interface Watch {
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Levels of folders below the path that are looked into; 0 sees only its own entries. */
  readonly depth: number;
  /** Paths for which this says no are neither reported nor looked into. */
  readonly wants?: (path: string) => boolean;
  /** Report what is there already too. */
  readonly present?: boolean;
}

export type Seen = "add" | "addDir" | "change" | "unlink" | "unlinkDir";

/** Tells of changes under a path that exists. Never follows links. */
export function watchPath(path: string, options: WatchOptions, onSeen: (seen: Seen, path: string) => void): Watch {
  const wants = options.wants;
  const watcher: FSWatcher = watch(path, {
    depth: options.depth,
    followSymlinks: false,
    ignoreInitial: options.present !== true,
    ignorePermissionErrors: true,
    ...(wants && { ignored: (each: string) => each !== path && !wants(each) }),
  });
  watcher.on("all", (seen, each) => onSeen(seen as Seen, each));
  // what cannot be watched (a limit of the system, a folder that went away) is found at the next import
  watcher.on("error", () => undefined);
  return { close: () => watcher.close() };
}
