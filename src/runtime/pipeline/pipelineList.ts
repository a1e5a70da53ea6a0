import type { PipelineList } from "../../shared/pipeline";
import { type PageProject, pageFault, pipelinePage, placed } from "./page/pipelinePage";

/** Every dvc.yaml of a project with its stages, looked at together. */
export async function pipelineList(
  source: PageProject,
  { workspace, project, now }: { workspace: string; project: string; now: number },
): Promise<PipelineList> {
  const { root, pipelines, faults } = source.project;
  if (pipelines.length === 0) return { project, now, pipelines: [] };
  const page = await pipelinePage([source], { workspace, id: placed(workspace, root, ""), now });
  return {
    project,
    now,
    pipelines: pipelines.map(({ file }) => {
      const id = placed(workspace, root, file);
      return {
        id,
        file,
        stages: page.nodes.filter((node) => node.kind === "stage" && node.file === id),
        faults: faults.filter((fault) => fault.file === file).map((fault) => pageFault(workspace, root, fault)),
      };
    }),
    ...(page.repro && { repro: page.repro }),
  };
}
