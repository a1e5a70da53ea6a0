import * as vscode from "vscode";
import type { DeploymentStatus } from "../../../shared/deployments";
import { formatNumber } from "../../../shared/format";
import { createAskedAgain } from "../../lenses/askedAgain";
import { LensActs } from "../../lenses/lensActs";
import type { Runtimes } from "../../runtime/runtimes";
import type { Deployments } from "../deployments";
import { describeState, healthWord } from "../deploymentText";
import { healthOf, sidesOf, versionLabel } from "../rolloutFacts";
import { isDeploymentText, nameIn } from "./fileHeader";
import { readIn } from "./readFile";

/** A plain space after an icon is lost on the way to the screen. */
const gap = "\u00a0";

interface Lens {
  readonly title: string;
  readonly tooltip: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** Above a deployment file: apply it, and how what it describes is doing. */
export class DeploymentLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly acts = new LensActs("deployment");
  private readonly again = createAskedAgain(() => this.changed.fire());
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeCodeLenses = this.changed.event;
  private said = "";

  constructor(
    private readonly runtimes: Runtimes,
    private readonly served: Deployments,
  ) {
    const again = () => this.again.news();
    this.subscriptions = [
      this.changed,
      this.acts,
      this.again,
      served.onDidChange(() => this.follow()),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration("tidemark.codeLens") && again(),
      ),
    ];
  }

  /** From what is known already: typing waits for nothing here. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.again.asked();
    const { uri } = document;
    const text = document.getText();
    if (!isDeploymentText(text) || !vscode.workspace.isTrusted || !vscode.workspace.getWorkspaceFolder(uri)) return [];
    if (!vscode.workspace.getConfiguration("tidemark", uri).get("codeLens.enabled", true)) return [];
    const { line } = document.positionAt(Math.max(0, text.search(/^apiVersion:/m)));
    return this.lensesOf(document).map(
      ({ title, tooltip, command, args }, i) =>
        // a line's lenses are shown in the order in which they begin
        new vscode.CodeLens(new vscode.Range(line, 0, line, i + 1), {
          title,
          tooltip,
          command: this.acts.nameOf(command, args),
        }),
    );
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private lensesOf(document: vscode.TextDocument): Lens[] {
    const { uri } = document;
    const runtime = this.runtimes.find(uri);
    const name = nameIn(document.getText());
    const found = runtime && name !== undefined ? this.served.find(runtime, name) : undefined;
    const isApplied = runtime && found && this.served.textOf(runtime, found.name) === document.getText();
    return [
      ...(isApplied ? [] : [applyLens(document, found !== undefined)]),
      ...(found === undefined || runtime === undefined ? [] : stateLenses(found, runtime.folder.uri.toString())),
    ];
  }

  /** Requests change several times a second; of that these lenses say nothing. */
  private follow(): void {
    const said = JSON.stringify(
      this.served
        .all()
        .map(({ runtime, deployment }) => [
          deployment.name,
          stateText(deployment),
          this.served.textOf(runtime, deployment.name),
        ]),
    );
    if (said === this.said) return;
    this.said = said;
    this.again.news();
  }
}

function applyLens(document: vscode.TextDocument, isRunning: boolean): Lens {
  const { t } = vscode.l10n;
  const errors = readIn(document).findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0)
    return {
      title: `$(error)${gap}${errors === 1 ? t("1 error") : t("{0} errors", errors)}`,
      tooltip: t("Show what keeps this file from being applied"),
      command: "workbench.actions.view.problems",
      args: [],
    };
  return {
    title: `$(cloud-upload)${gap}${isRunning ? t("Apply changes") : t("Apply")}`,
    tooltip: isRunning
      ? t("Go over to what this file says now, without losing a request")
      : t("Start what this file describes"),
    command: "tidemark.deployFile",
    args: [document.uri.toString()],
  };
}

function stateLenses(deployment: DeploymentStatus, folder: string): Lens[] {
  const { t } = vscode.l10n;
  const args = [deployment.name, folder];
  return [
    {
      title: stateText(deployment),
      tooltip: deployment.reason,
      command: "tidemark.openDeployment",
      args,
    },
    {
      title: t("Open"),
      tooltip: t("Open deployment {0}", deployment.name),
      command: "tidemark.openDeployment",
      args,
    },
    ...(deployment.phase === "Paused"
      ? [
          {
            title: t("Promote…"),
            tooltip: t("Go on, one step or all the way"),
            command: "tidemark.promoteDeployment",
            args,
          },
        ]
      : []),
  ];
}

/** `canary, step 2 of 3: v5 has 25 %` */
function stateText(deployment: DeploymentStatus): string {
  const health = healthOf(deployment);
  const state = describeState(deployment);
  const coming = deployment.variants.find(({ name }) => name === sidesOf(deployment).coming[0]);
  const share =
    coming === undefined || health === "down" || health === "degraded"
      ? undefined
      : vscode.l10n.t("{0} has {1} %", versionLabel(coming), formatNumber(coming.weight));
  const words = health === "healthy" && coming ? `${state}, ${healthWord(health)}` : state;
  return `${icons[health]}${gap}${plain([words, share].filter((part) => part !== undefined).join(": "))}`;
}

const icons = {
  down: "$(error)",
  degraded: "$(warning)",
  trouble: "$(warning)",
  paused: "$(debug-pause)",
  progressing: "$(sync)",
  healthy: "$(pass)",
} as const;

/** `$(` would become an icon. */
function plain(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
