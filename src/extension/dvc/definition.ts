import { join } from "node:path";
import * as vscode from "vscode";
import { fileKind } from "../../core/dvc/editing/keyWords";
import { placeOfName } from "../../core/dvc/editing/placeOfName";
import type { Role } from "../../core/dvc/editing/role";
import { type Pointed, symbolAt } from "../../core/dvc/editing/symbolAt";
import { buildGraph } from "../../core/dvc/pipeline/graph";
import { folderOf, joinPath } from "../../core/dvc/pipeline/paths";
import type { Use } from "../../core/dvc/pipeline/resolved";
import type { DvcProject } from "../data/dvcProjects";
import type { ProjectTexts, ReadPipeline } from "./projectTexts";
import { rangeOf } from "./range";
import { stageNamed } from "./stageNamed";

/** From a path to its file and to the stage that makes it, from a name to its line. */
export class DvcDefinition implements vscode.DefinitionProvider {
  constructor(private readonly texts: ProjectTexts) {}

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.LocationLink[] | undefined> {
    if (fileKind(document.uri.path) !== "pipeline") return undefined;
    const symbol = symbolAt(document.getText(), document.offsetAt(position));
    const read = symbol && symbol.kind !== "key" ? await this.texts.pipeline(document) : undefined;
    if (!symbol || !read) return undefined;
    const origin = new vscode.Range(document.positionAt(symbol.span.from), document.positionAt(symbol.span.to));
    const targets = await this.targetsOf(symbol, read, origin);
    return targets.map((target) => ({ originSelectionRange: origin, ...target }));
  }

  private async targetsOf(symbol: Pointed, read: ReadPipeline, at: vscode.Range): Promise<Target[]> {
    if (symbol.kind === "expression") {
      const use = useAt(read.pipeline.uses, symbol.name, at);
      const { source } = use ?? {};
      return source ? [targetIn(read.project, source.file, source.place && rangeOf(source.place))] : [];
    }
    if (symbol.kind !== "text") return [];
    const { role, text } = symbol;
    if (role.kind === "param") return this.paramTargets(role, text, read);
    return role.kind === "path" ? this.pathTargets(role, text, read) : [];
  }

  private async paramTargets(role: Role & { kind: "param" }, name: string, read: ReadPipeline): Promise<Target[]> {
    const { wdir } = stageNamed(read.pipeline, role.stage) ?? { wdir: folderOf(read.file) };
    const file = joinPath(wdir, role.file ?? "params.yaml");
    const values = await read.files.get(file);
    if (!values || "fault" in values) return [];
    const place = values.placed && placeOfName(values.placed, name, values.lines);
    return [targetIn(read.project, file, place && rangeOf(place))];
  }

  /** The stage that makes it first: one who follows a dependency wants to know where it comes from. */
  private async pathTargets(role: Role & { kind: "path" }, text: string, read: ReadPipeline): Promise<Target[]> {
    const { project, pipeline } = read;
    const stage = role.stage === undefined ? undefined : stageNamed(pipeline, role.stage);
    const known = [...(stage?.deps ?? []), ...(stage?.outs ?? [])].find(({ path }) => path === text)?.target;
    const base = role.use === "folder" || !stage ? folderOf(read.file) : stage.wdir;
    const path = known?.kind === "local" ? known.path : joinPath(base, text);
    const targets: Target[] = [];
    if (role.use === "dep") {
      const graph = buildGraph({ pipelines: [pipeline, ...(await this.texts.others(read))] });
      for (const maker of graph.makersOf(path)) {
        const node = graph.nodes.get(maker);
        if (node) targets.push(targetIn(project, node.file, rangeOf(node.place)));
      }
    }
    const tracked = (await this.texts.dvcFilesAt(project, [path])).map(({ file }) => targetIn(project, file));
    const isThere = role.use !== "folder" && (await this.texts.exists(project, path));
    return [...targets, ...(isThere ? [targetIn(project, path)] : []), ...tracked];
  }
}

interface Target {
  readonly targetUri: vscode.Uri;
  readonly targetRange: vscode.Range;
}

function targetIn(project: DvcProject, file: string, range = new vscode.Range(0, 0, 0, 0)): Target {
  return { targetUri: vscode.Uri.file(join(project.root, file)), targetRange: range };
}

/** The same name may stand for several values, in stages with values of their own. */
export function useAt(uses: readonly Use[], name: string, at: vscode.Range): Use | undefined {
  const same = uses.filter((use) => use.name === name);
  return same.find(({ place }) => rangeOf(place).intersection(at) !== undefined) ?? same[0];
}
