import type { Project } from "../../project/openRepository";
import type { WorkOptions } from "../../repository";
import type { TrackedOut } from "../../tracked";
import { type CacheObject, isFolder } from "../cacheObjects";
import { placesOf } from "../projectRemotes";
import { newTally, type Tally, trouble } from "../tally";
import { fetchFiles } from "./fetchVersioned";
import { type VersionedFile, versionedFiles } from "./versionedFile";
import type { VersionedRemote } from "./versionedRemote";

/**
 * Contents that are asked for by their md5 alone. Such a remote knows paths and versions, so only what the workspace's files
 * name can be had. Troubles have the asked object's label, with what is below a folder behind it.
 */
export async function fetchByMd5(
  remote: VersionedRemote,
  project: Project,
  outs: readonly TrackedOut[],
  objects: readonly CacheObject[],
  options: WorkOptions,
): Promise<Tally> {
  const tally = newTally();
  const asked = new Map(objects.map((object) => [object.md5 + (isFolder(object) ? ".dir" : ""), object]));
  const found = new Set<CacheObject>();
  const files: VersionedFile[] = [];
  for (const { path, out } of outs) {
    if (out.content === undefined) continue;
    const source = { ...out, path, content: out.content, below: "" };
    const folder = isFolder({ name: out.content.md5 }) ? asked.get(out.content.md5) : undefined;
    const all = versionedFiles(source, project.root, placesOf(project));
    if (folder !== undefined && all !== undefined) found.add(folder);
    for (const file of all ?? []) {
      const object = asked.get(file.md5);
      if (object !== undefined) {
        found.add(object);
        files.push({ ...file, label: object.label });
      } else if (folder !== undefined) files.push({ ...file, label: `${folder.label}/${file.relpath}` });
    }
  }
  await fetchFiles(remote, project, files, tally, options);
  for (const object of objects)
    if (!found.has(object)) tally.troubles.push(trouble(object, "missing", `is not known on ${remote.url}`));
  return tally;
}
