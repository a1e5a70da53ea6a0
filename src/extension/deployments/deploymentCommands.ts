import * as vscode from "vscode";
import type { Commands, Parts } from "../commands/parts";
import { modelIn } from "../models/modelChoice";
import { deploymentPage } from "../pages/kinds";
import { createClicks } from "../tree/clicks";
import { deploymentIn } from "./deploymentChoice";
import type { DeploymentsNode } from "./deploymentNodes";
import { chooseDeployment } from "./deploymentQuestions";
import { getDeployment } from "./deploymentRequests";
import { loadLater } from "./loadLater";

/** What can be served and what can be done with it: from the trees, lenses, pages, or the palette, which asks. */
export function deploymentCommands(parts: Parts): Commands {
  const { runtimes, deployments, pages } = parts;
  const inDeployment = (title: string, args: readonly unknown[]) =>
    chooseDeployment(title, runtimes, deploymentIn(args, runtimes));
  const open = async (title: string, args: readonly unknown[], tries: boolean) => {
    const found = await inDeployment(title, args);
    if (found) pages.show(deploymentPage, found.runtime, { deployment: found.name, ...(tries && { tries }) });
  };
  const clicks = createClicks((node: DeploymentsNode) =>
    node.kind === "folder"
      ? undefined
      : vscode.commands.executeCommand(
          node.kind === "monitor" ? "tidemark.openDrift" : "tidemark.openDeployment",
          node,
        ),
  );
  return {
    deploymentClicked() {
      const [clicked] = deployments.view.selection;
      return clicked && clicks.click(clicked);
    },
    refreshDeployments: () => deployments.refresh(),
    openDeployment: (...args: unknown[]) => open(vscode.l10n.t("Open deployment"), args, false),
    tryDeployment: (...args: unknown[]) => open(vscode.l10n.t("Try deployment"), args, true),
    serveModel: (...args: unknown[]) => loadLater().serveModel(parts, modelIn(args, runtimes)),
    convertModel: (...args: unknown[]) => loadLater().convertModel(runtimes, modelIn(args, runtimes)),
    planRollout: (...args: unknown[]) => loadLater().planRollout(runtimes, modelIn(args, runtimes)),
    deployFile: (given?: unknown) => loadLater().deployFile(parts, given),
    promoteDeployment: (...args: unknown[]) => loadLater().promoteDeployment(runtimes, deploymentIn(args, runtimes)),
    pauseDeployment: (...args: unknown[]) => loadLater().pauseDeployment(runtimes, deploymentIn(args, runtimes)),
    rollBackDeployment: (...args: unknown[]) => loadLater().rollBackDeployment(runtimes, deploymentIn(args, runtimes)),
    deleteDeployment: (...args: unknown[]) => loadLater().deleteDeployment(runtimes, deploymentIn(args, runtimes)),
    async openDeploymentFile(...args: unknown[]) {
      const found = await inDeployment(vscode.l10n.t("Open deployment file"), args);
      if (found) await loadLater().openDeploymentFile(found);
    },
    async copyDeploymentUrl(...args: unknown[]) {
      const found = await inDeployment(vscode.l10n.t("Copy URL"), args);
      if (found) await vscode.env.clipboard.writeText((await getDeployment(found)).url);
    },
  };
}
