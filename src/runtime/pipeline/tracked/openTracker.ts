import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { DataPiece } from "../../../shared/stageTags";
import type { StageNode } from "../node";
import { commandsOf } from "../process/commandsOf";
import { type Ask, createStageTracker, type StageEnd, type TrackedStage } from "./trackStages";

/** Stages of a project as runs of a workspace. Paths of pieces are absolute. */
export interface ProjectTracker {
  begin(node: StageNode, deps: readonly DataPiece[]): Promise<TrackedStage>;
}

interface Settings {
  /** Opens the runtime: asked once, when the first stage really runs. */
  open(): Promise<{ readonly ask: Ask; readonly url: string | undefined; readonly token: string }>;
  readonly workspace: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
}

export function createProjectTracker({ open, workspace, root, env, now }: Settings): ProjectTracker {
  let opening: ReturnType<Settings["open"]> | undefined;
  const inWorkspace = (path: string) => relative(workspace, resolve(root, path)).split(sep).join("/");
  const placed = (pieces: readonly DataPiece[]) => pieces.map((piece) => ({ ...piece, path: inWorkspace(piece.path) }));
  return {
    async begin(node, deps) {
      opening ??= open();
      const { ask, url, token } = await opening;
      const { stage } = node;
      const isOurs = !env.MLFLOW_TRACKING_URI && url !== undefined;
      const named = experimentNamedBy(root, node);
      const tracker = createStageTracker({
        ask,
        address: isOurs ? { url, token } : undefined,
        experiment: named.name ?? experimentOf(root, stage.file),
        env,
        now,
        attaches: !named.isUnsure,
      });
      const tracked = await tracker.begin({
        stage: node.address,
        file: inWorkspace(stage.file),
        line: stage.place.line,
        commands: commandsOf(stage.cmd),
        cwd: resolve(root, stage.wdir),
        deps: placed(deps),
      });
      return { ...tracked, end: (end: StageEnd) => tracked.end({ ...end, outs: placed(end.outs) }) };
    },
  };
}

/** The project's name, and below it the folder of the pipeline. */
function experimentOf(root: string, file: string): string {
  const folder = dirname(file);
  return folder === "." ? basename(root) : `${basename(root)}/${folder}`;
}

/** Bytes of a script that is looked into. */
const largestScript = 1 << 20;

/**
 * MLflow refuses to go on with a run that is in another experiment than the one the script sets. So the run is made in the
 * one that the stage's scripts name; where they say it in a way that cannot be told from outside, their runs lie below it.
 */
export function experimentNamedBy(root: string, { stage }: StageNode): { name?: string; isUnsure: boolean } {
  const words = commandsOf(stage.cmd).flatMap((command) => command.match(/[^\s'"=;&|]+\.py\b/g) ?? []);
  const files = new Set([
    ...words.map((word) => resolve(root, stage.wdir, word)),
    ...stage.deps.flatMap(({ target }) =>
      target.kind === "local" && target.path.endsWith(".py") ? [join(root, target.path)] : [],
    ),
  ]);
  const names = new Set<string | undefined>();
  for (const file of files)
    for (const [, , name] of scriptText(file).matchAll(
      /set_experiment\(\s*(?:experiment_name\s*=\s*)?(?:(["'])([^"'{}\\]*)\1\s*[,)])?/g,
    ))
      names.add(name);
  if (names.size === 0) return { isUnsure: false };
  const [name] = names;
  return names.size === 1 && name !== undefined && name !== "" ? { name, isUnsure: false } : { isUnsure: true };
}

function scriptText(file: string): string {
  try {
    return statSync(file).size > largestScript ? "" : readFileSync(file, "utf8");
  } catch {
    return ""; // a word that is no file
  }
}
