import type { Override } from "../../../core/dvc/overrides/override";
import { type ReproResult, supposePipelines } from "../pipeline";
import { type FileOverride, overriddenFiles } from "./paramFiles";
import type { StagesRequest } from "./runStages";

export interface DryRequest extends Omit<StagesRequest, "root" | "tracker"> {
  readonly overrides: readonly FileOverride<Override>[];
}

/** What the workspace would run if its parameters were set so. Nothing is written. */
export async function dryRun({ overrides, ...request }: DryRequest): Promise<ReproResult> {
  const files = await overriddenFiles(request.folder, overrides);
  const pipelines = supposePipelines(request.folder, new Map(files.map(({ path, text }) => [path, text])));
  try {
    return await pipelines.repro({ ...request, tracker: undefined, command: "tidemark exp run --dry" });
  } finally {
    await pipelines.close();
  }
}
