import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeHome, placesOf } from "../../kernel/home";
import type { S3Object } from "../../kernel/s3/s3";
import type { BatchTask, Format } from "./batchTask";
import { identityOf, lockFolder, ownerOf, stampOf, unlockFolder } from "./jobFolder";
import type { BatchResult } from "./predictFiles";

/** What nobody came back for. */
const oldAfter = 7 * 24 * 3600 * 1000;

/** Where what lies in S3 is worked on: a folder a pair of places in the workspace's `.tidemark/batch`. */
export interface StagingFolder {
  /** Of this version of the object and no other. */
  input(object: S3Object, format: Format): string;
  output(format: Format): string;
  /** What an earlier run predicted and could not bring to its place. */
  predicted(task: BatchTask): BatchResult | undefined;
  notePredicted(task: BatchTask, result: BatchResult): void;
  /** Leaves what is done for the next time. */
  release(): void;
  remove(): void;
}

/** `input`, `output`: as the user names them. */
export function openStagingFolder(workspace: string, input: string, output: string): StagingFolder {
  const places = placesOf(workspace);
  makeHome(places);
  const all = join(places.home, "batch");
  const path = join(all, shortHash(JSON.stringify([input, output])));
  mkdirSync(path, { recursive: true });
  lockFolder(path, output);
  removeOld(all, path);
  const marker = join(path, "predicted.json");
  const stamped = (task: BatchTask) => `${identityOf(task)} ${stampOf(task.output.path)}`;

  return {
    input({ etag, bytes }, format) {
      const name = `input-${shortHash(`${etag} ${bytes}`)}.${format}`;
      for (const other of readdirSync(path))
        if (other.startsWith("input-") && !other.startsWith(name)) rmSync(join(path, other));
      return join(path, name);
    },
    output: (format) => join(path, `output.${format}`),
    predicted(task) {
      if (!existsSync(marker) || !existsSync(task.output.path)) return undefined;
      const kept = JSON.parse(readFileSync(marker, "utf8")) as { identity: string; result: BatchResult };
      return kept.identity === stamped(task) ? { ...kept.result, resumed: kept.result.slices } : undefined;
    },
    notePredicted(task, result) {
      writeFileSync(`${marker}.new`, JSON.stringify({ identity: stamped(task), result }));
      renameSync(`${marker}.new`, marker);
    },
    release: () => unlockFolder(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function removeOld(all: string, own: string): void {
  for (const name of readdirSync(all)) {
    const path = join(all, name);
    const isOld = Date.now() - statSync(path).mtimeMs > oldAfter;
    if (path !== own && isOld && ownerOf(path) === undefined) rmSync(path, { recursive: true, force: true });
  }
}
