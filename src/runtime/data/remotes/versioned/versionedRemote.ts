import { ApiError } from "../../../../shared/apiError";
import { isS3Fault } from "../../../kernel/s3/s3";
import type { KeptVersion, WireStore } from "../../../kernel/s3/wireStore";
import { schemeOf, usualJobs } from "../openRemote";
import type { ProjectRemotes } from "../projectRemotes";
import { flag, jobsOf } from "../remoteConfig";
import { openS3Place } from "../s3Options";

/** A bucket that keeps versions: files lie under the paths that they have in the workspace. */
export interface VersionedRemote {
  readonly name: string;
  readonly url: string;
  readonly store: WireStore;
  readonly bucket: string;
  /** Empty or ending with `/`. */
  readonly prefix: string;
  readonly jobs: number;
  /** Where pieces of what is large wait. */
  readonly notes: string;
  /** `worktree`: the newest versions are those that were pushed last. */
  readonly isWorktree: boolean;
  /** What is there of a file, or below a folder, by its path on the remote; of each the newest first. */
  versionsOf(path: string, isFolder: boolean, signal?: AbortSignal): Promise<Map<string, KeptVersion[]>>;
  /** Whether an etag that looks like an md5 is one: of what is encrypted with keys it is not. */
  hasMd5(version: KeptVersion, signal?: AbortSignal): Promise<boolean>;
}

/** Opens it, does the work, closes it. */
export async function withVersioned<T>(
  remotes: ProjectRemotes,
  name: string,
  asked: number | undefined,
  work: (remote: VersionedRemote) => Promise<T>,
): Promise<T> {
  const config = remotes.resolve(name);
  const called = `remote '${name}' (${config.url})`;
  const wrong = (why: string) => new ApiError("INVALID_PARAMETER_VALUE", `${called}: ${why}`);
  if (schemeOf(config.url) !== "s3")
    throw wrong(
      `version_aware and worktree need a bucket of S3 that keeps versions; take them away: data remote modify ${name} --unset version_aware`,
    );
  const isWorktree = flag(config, "worktree", false);
  if (isWorktree && !flag(config, "version_aware", true))
    throw wrong("worktree needs version_aware, which is false here");
  const jobs = asked ?? jobsOf(config) ?? usualJobs;
  const { store, bucket, prefix } = await openS3Place(config, jobs);
  let isEncrypted = false;
  try {
    return await work({
      name,
      url: `s3://${bucket}/${prefix}`.replace(/\/$/, ""),
      store,
      bucket,
      prefix,
      jobs,
      notes: remotes.notes,
      isWorktree,
      async versionsOf(path, isFolder, signal) {
        const found = new Map<string, KeptVersion[]>();
        const start = prefix + path + (isFolder ? "/" : "");
        for await (const each of store.versions(bucket, start, signal)) {
          const key = each.key.slice(prefix.length);
          // of all keys that begin with it, its own comes first
          if (!isFolder && key !== path) break;
          const others = found.get(key) ?? [];
          found.set(key, each.isLatest ? [each, ...others] : [...others, each]);
        }
        return found;
      },
      async hasMd5({ key, version }, signal) {
        // one that is encrypted speaks for all: they are many
        if (!isEncrypted) isEncrypted = (await store.about({ bucket, key }, { version, signal }))?.isEncrypted === true;
        return !isEncrypted;
      },
    });
  } catch (error) {
    if (isS3Fault(error)) throw new ApiError("INVALID_STATE", `${called}: ${error.why}`);
    throw error;
  } finally {
    store.close();
  }
}
