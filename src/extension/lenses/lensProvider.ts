import * as vscode from "vscode";
import type { Target } from "../../core/python/findTargets";
import type { DeploymentStatus } from "../../shared/deployments";
import type { Deployments } from "../deployments/deployments";
import { servedText } from "../deployments/rolloutFacts";
import { fileOf, isCell } from "../scripts/fileOf";
import type { Scripts } from "../scripts/scripts";
import type { TrackedTasks } from "../tasks/trackedTasks";
import { createAskedAgain } from "./askedAgain";
import { LensActs } from "./lensActs";
import { type Lens, lensesOf } from "./lensText";
import { targetsIn } from "./targets";

/** A line's lenses are shown in the order in which they begin, and a whole line has many places to begin. */
const selector: vscode.DocumentSelector = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "vscode-notebook-cell" },
];

/** Act, result and next step above the lines that start a run, guard a script or register a model. */
export class LensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly acts = new LensActs("script");
  private readonly again = createAskedAgain(() => this.changed.fire());
  private readonly subscriptions: vscode.Disposable[];
  private said = "";
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly scripts: Scripts,
    private readonly tasks: TrackedTasks,
    private readonly served: Deployments,
  ) {
    const again = () => this.again.news();
    this.subscriptions = [
      this.changed,
      this.acts,
      this.again,
      scripts.onDidChange(again),
      tasks.onDidChange(again),
      served.onDidChange(() => this.followServed()),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration("tidemark.codeLens") && again(),
      ),
      vscode.languages.registerCodeLensProvider(selector, this),
    ];
  }

  /** From what is known already: typing waits for nothing here. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.again.asked();
    const uri = fileOf(document);
    if (uri === undefined || !vscode.workspace.isTrusted) return [];
    if (!vscode.workspace.getConfiguration("tidemark", uri).get("codeLens.enabled", true)) return [];
    if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return [];
    const targets = targetsIn(document);
    if (targets.length === 0 || isTest(uri, targets)) return [];
    const facts = this.scripts.facts(
      uri,
      targets.some(({ kind }) => kind === "model"),
    );
    const about = {
      uri,
      facts,
      isCell: isCell(document),
      hasGuard: targets.some(({ kind }) => kind === "main"),
      tasks: this.tasks,
      served: this.servedAt(uri),
    };
    return targets.flatMap((target) =>
      lensesOf(target, about).map((lens, i) => this.codeLens(document, target, { ...lens, place: i })),
    );
  }

  private codeLens(document: vscode.TextDocument, { line }: Target, lens: Lens & { readonly place: number }) {
    const { title, tooltip, command, args, place } = lens;
    const start = document.lineAt(Math.min(line, document.lineCount - 1)).firstNonWhitespaceCharacterIndex;
    const range = new vscode.Range(line, start, line, start + place + 1);
    return new vscode.CodeLens(range, {
      title,
      ...(tooltip === undefined ? {} : { tooltip }),
      command: command === undefined ? "" : this.acts.nameOf(`tidemark.${command}`, args),
    });
  }

  private servedAt(uri: vscode.Uri): readonly DeploymentStatus[] {
    const runtime = this.scripts.runtimeOf(uri);
    return (runtime && this.served.of(runtime)) ?? [];
  }

  /** Requests change several times a second; of that lenses say nothing. */
  private followServed(): void {
    const said = servedText(this.served.all().map(({ deployment }) => deployment));
    if (said === this.said) return;
    this.said = said;
    this.again.news();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }
}

/** Tests fit models too; only one that starts a run means it. */
function isTest({ path }: vscode.Uri, targets: readonly Target[]): boolean {
  return (
    /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/.test(path) &&
    !targets.some((each) => each.kind === "run" && each.sign === "start")
  );
}
