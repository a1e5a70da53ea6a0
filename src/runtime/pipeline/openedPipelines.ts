import type { DataRoom } from "../data/data";
import { createRunReader, type RunReader } from "./live/runReader";
import type { PageProject } from "./page/pipelinePage";
import { type Pipelines, showPipelines } from "./pipeline";

/** The pipelines of a workspace's projects, each opened once and kept, so that what was read and hashed stays known. */
export interface OpenedPipelines {
  /** Of a project's root, absolute. */
  source(root: string): Promise<PageProject>;
}

interface Opened {
  /** Another one once the settings of the project changed. */
  readonly room: DataRoom;
  readonly pipelines: Pipelines;
  readonly runs: RunReader;
}

export function createOpenedPipelines(roomOf: (root: string) => DataRoom): OpenedPipelines {
  const all = new Map<string, Opened>();
  const open = (root: string): Opened => {
    const room = roomOf(root);
    const known = all.get(root);
    if (known?.room === room) return known;
    const opened = { room, pipelines: showPipelines(room), runs: known?.runs ?? createRunReader(root) };
    all.set(root, opened);
    return opened;
  };
  return {
    async source(root) {
      const { pipelines, runs } = open(root);
      return { project: await pipelines.project(), runs: runs.list(), look: (nodes) => pipelines.look(nodes) };
    },
  };
}
