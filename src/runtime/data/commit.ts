import { relative } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { updateDvcFile } from "./dvcText";
import { addIgnored, stageFiles } from "./gitIgnoreFile";
import { filesOfLook } from "./index/filesOfLook";
import { patchFolder } from "./patchFolder";
import { relinkKept } from "./relink";
import type { WorkOptions } from "./repository";
import { type Selected, selectTracked, type Targets } from "./selectOuts";
import type { Faulty } from "./tracked";
import { updateLock } from "./updateLock";

export interface CommitOptions extends WorkOptions {
  readonly noRelink?: boolean;
}

/** Takes what lies in the workspace as the version that .dvc files and dvc.lock name. Answers the changed paths. */
export async function commitData(
  room: DataRoom,
  targets: Omit<Targets, "root">,
  options: CommitOptions,
  faulty: Faulty,
): Promise<string[]> {
  const { root, gitRoot, autostage } = room.project;
  const { selected } = await selectTracked(room, targets, faulty);
  const paths = (each: Selected) => (each.below === "" ? each.tracked.path : `${each.tracked.path}/${each.below}`);
  room.refuseBusy(selected.map(({ tracked }) => tracked.path));
  const changed: string[] = [];
  const touched = new Set<string>();
  for (const cached of [true, false]) {
    const group = selected.filter(({ tracked }) => tracked.out.cache === cached);
    const looks = await room.look(
      group.map((each) => ({ path: paths(each) })),
      { ...options, keep: cached, byLink: cached && !options.noRelink && room.project.linkTypes[0] === "hardlink" },
    );
    for (const each of group) {
      const { tracked, below } = each;
      const look = looks.get(paths(each));
      if (!look && below === "")
        invalid(`${relative(root, tracked.path)} does not exist, so there is nothing to commit`);
      const patched = below === "" ? undefined : patchFolder(room, tracked, below, look, true);
      const content = patched?.content ?? (look?.content as Content);
      const filesOf = () => patched?.files ?? (look && filesOfLook(look));
      if (content.md5 === tracked.out.content?.md5) continue;
      const file =
        tracked.stage === undefined
          ? (await updateDvcFile(tracked.from, tracked.out.path, content, filesOf)) && tracked.from
          : await updateLock(tracked, content, filesOf);
      if (typeof file === "string") touched.add(file);
      if (cached && gitRoot !== undefined) {
        const ignored = await addIgnored(gitRoot, tracked.path);
        if (ignored !== undefined) touched.add(ignored);
      }
      changed.push(relative(root, paths(each)));
    }
    if (cached && !options.noRelink) await relinkKept(room, [...looks.values()], options);
  }
  if (autostage && gitRoot !== undefined) await stageFiles(gitRoot, [...touched]);
  return changed;
}
