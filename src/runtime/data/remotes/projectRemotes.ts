import { join } from "node:path";
import type { Config } from "../../../core/dvc/config/config";
import { ApiError } from "../../../shared/apiError";
import type { Project } from "../project/openRepository";
import type { CachePlaces } from "./cacheObjects";
import { readConfig, remotesOf, usualRemote } from "./configFiles";
import { openRemote } from "./openRemote";
import type { Remote } from "./remote";
import { flag, type RemoteConfig, type RemoteConfigs, resolveReference, resolveRemote } from "./remoteConfig";

/** The remotes of a project by name; each is opened once, and all are closed together. */
export interface ProjectRemotes {
  readonly config: Config;
  readonly configs: RemoteConfigs;
  readonly usual: string | undefined;
  readonly notes: string;
  /** Undefined stands for the usual one. `command` is what the message calls what needs it. */
  nameOf(name: string | undefined, command: string): string;
  resolve(name: string): RemoteConfig;
  /** Of an address that is no remote of the configuration; it may refer to one. */
  resolveUrl(url: string): RemoteConfig;
  open(name: string, jobs?: number): Promise<Remote>;
  close(): Promise<void>;
}

export function projectRemotes({ dvcFolder, ownFolder }: Project): ProjectRemotes {
  const config = readConfig(dvcFolder);
  const configs = remotesOf(config);
  const usual = usualRemote(config);
  const notes = join(ownFolder, "parts");
  const opened = new Map<string, Promise<Remote>>();
  return {
    config,
    configs,
    usual,
    notes,
    nameOf(name, command) {
      const found = name?.toLowerCase() ?? usual;
      if (found !== undefined) return found;
      const names = Object.keys(configs);
      throw new ApiError(
        "INVALID_PARAMETER_VALUE",
        names.length === 0
          ? `${command}: there is no remote yet: tidemark data remote add -d NAME URL`
          : `${command}: no remote is the usual one: name one with -r (${names.join(", ")}), or tidemark data remote default NAME`,
      );
    },
    resolve: (name) => resolveRemote(configs, name),
    resolveUrl: (url) => resolveReference(configs, { url }),
    open(name, jobs) {
      const known = opened.get(name);
      if (known) return known;
      const remote = openRemote(resolveRemote(configs, name), { name, notes, jobs });
      opened.set(name, remote);
      return remote;
    },
    async close() {
      for (const remote of opened.values()) await remote.then((each) => each.close()).catch(() => undefined); // it never opened
      opened.clear();
    },
  };
}

export function keepsVersions(config: RemoteConfig): boolean {
  return flag(config, "version_aware", false) || flag(config, "worktree", false);
}

export function placesOf({ cacheFolder, ownFolder, store }: Project): CachePlaces {
  return { cacheFolder, ownFolder, shared: store.isShared };
}
