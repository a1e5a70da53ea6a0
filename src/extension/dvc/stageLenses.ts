import * as vscode from "vscode";
import { outlineOfFile } from "../../core/dvc/editing/fileOutline";
import { fileKind } from "../../core/dvc/editing/keyWords";
import { formatDuration, formatSince } from "../../shared/format";
import type { PipelineNode } from "../../shared/pipelinePage";
import type { DataStates } from "../data/dataStates";
import { createAskedAgain } from "../lenses/askedAgain";
import { LensActs } from "../lenses/lensActs";
import type { ProjectTexts } from "./projectTexts";

/** A plain space after an icon is lost on the way to the screen. */
const gap = "\u00a0";

/** Above each stage: reproduce it, and where it stands. */
export class StageLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly acts = new LensActs("stage");
  private readonly again = createAskedAgain(() => this.changed.fire());
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly texts: ProjectTexts,
    private readonly states: DataStates,
  ) {
    const again = () => this.again.news();
    this.subscriptions = [
      this.changed,
      this.acts,
      this.again,
      states.onDidChange(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration("tidemark.codeLens") && again(),
      ),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** From what is known already: typing waits for nothing here. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.again.asked();
    const { uri } = document;
    if (fileKind(uri.path) !== "pipeline" || !vscode.workspace.isTrusted) return [];
    if (!vscode.workspace.getConfiguration("tidemark", uri).get("codeLens.enabled", true)) return [];
    const place = this.texts.placeOf(document);
    if (!place) return [];
    const { pipeline } = this.states.of(place.project);
    const nodes = pipeline?.pipelines.find(({ file }) => file === place.file)?.stages ?? [];
    const stages = outlineOfFile(uri.path, document.getText()).find(({ name }) => name === "stages")?.children ?? [];
    return stages.flatMap(({ name, key }) => {
      const own = nodes.filter((node) => (node.group ?? node.name) === name);
      const { line } = document.positionAt(key.from);
      return this.lensesOf(document, name, own).map(
        ({ title, tooltip, command, args }, i) =>
          // a line's lenses are shown in the order in which they begin
          new vscode.CodeLens(new vscode.Range(line, 0, line, i + 1), {
            title,
            tooltip,
            command: command === "" ? "" : this.acts.nameOf(command, args),
          }),
      );
    });
  }

  private lensesOf(document: vscode.TextDocument, name: string, nodes: readonly PipelineNode[]): Lens[] {
    const { t } = vscode.l10n;
    const [first] = nodes;
    const isRunning = nodes.some(({ state }) => state === "running");
    const target = nodes.length === 1 ? first?.id : undefined;
    const args = [document.uri, ...(target === undefined ? [] : [target])];
    const reproduce: Lens = {
      title: `$(play)${gap}${t("Reproduce")}`,
      tooltip: t("Run stage {0} if it has to, after the stages that it needs", name),
      command: "tidemark.reproduceStage",
      args,
    };
    const said = nodes.length > 1 ? groupState(nodes) : first ? stateOf(first) : "";
    const state: Lens = {
      title: said,
      tooltip: first?.message ?? first?.why ?? t("Show this stage"),
      command: target === undefined ? "" : "tidemark.openStage",
      args,
    };
    return [...(isRunning || nodes.length === 0 ? [] : [reproduce]), ...(said === "" ? [] : [state])];
  }
}

interface Lens {
  readonly title: string;
  readonly tooltip: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** `changed: params lr`, `up to date, 3.2 s, 5 min ago` */
function stateOf({ state, why, began, ended, isFrozen }: PipelineNode): string {
  const { t } = vscode.l10n;
  const now = Date.now();
  const took =
    began !== undefined && ended !== undefined ? [formatDuration(ended - began), formatSince(ended, { now })] : [];
  if (isFrozen) return t("frozen");
  switch (state) {
    case "changed":
      return why === undefined ? t("changed") : t("changed: {0}", why);
    case "running":
      return t("running");
    case "waiting":
      return t("waiting");
    case "failed":
      return [t("failed"), ...took].join(", ");
    case "killed":
      return [t("killed"), ...took].join(", ");
    case "skipped":
      return t("skipped");
    case "restored":
    case "done":
    case "unchanged":
      return [t("up to date"), ...took].join(", ");
    case "unknown":
      return "";
    default:
      return state satisfies never;
  }
}

function groupState(nodes: readonly PipelineNode[]): string {
  const { t } = vscode.l10n;
  const count = (state: PipelineNode["state"]) => nodes.filter((node) => node.state === state).length;
  const [changed, failed, running] = [count("changed"), count("failed"), count("running")];
  return [
    t("{0} stages", nodes.length),
    ...(running > 0 ? [t("{0} running", running)] : []),
    ...(failed > 0 ? [t("{0} failed", failed)] : []),
    ...(changed > 0 ? [t("{0} changed", changed)] : []),
  ].join(", ");
}
