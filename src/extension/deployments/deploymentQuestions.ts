import * as vscode from "vscode";
import type { DeploymentStatus } from "../../shared/deployments";
import { askInSteps, type Question } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { DeploymentChoice } from "./deploymentChoice";
import { listDeployments } from "./deploymentRequests";
import { describeDeployment } from "./deploymentText";

interface OfferedDeployment extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
}

/** Which deployment, where it was not said. `isFit` leaves out what the act makes no sense for. */
export function askDeployment(
  runtimes: Runtimes,
  isFit: (deployment: DeploymentStatus) => boolean = () => true,
): Question<DeploymentChoice> {
  return {
    isAsked: ({ name }) => name === undefined,
    async ask(_answers, form) {
      const { runtime, label } = await form.pick({
        items: offerDeployments(runtimes, isFit),
        placeholder: vscode.l10n.t("Choose a deployment"),
      });
      return { runtime, name: label };
    },
  };
}

/** The only question of an act. */
export function chooseDeployment(
  title: string,
  runtimes: Runtimes,
  known: Partial<DeploymentChoice>,
  isFit?: (deployment: DeploymentStatus) => boolean,
): Promise<DeploymentChoice | undefined> {
  return askInSteps<DeploymentChoice>(title, [askDeployment(runtimes, isFit)], known);
}

/** A heading for each folder where there are several. */
async function offerDeployments(
  runtimes: Runtimes,
  isFit: (deployment: DeploymentStatus) => boolean,
): Promise<OfferedDeployment[]> {
  const all = runtimes.all();
  const found = await Promise.all(all.map((runtime) => listDeployments(runtime)));
  if (found.every((each) => each.length === 0))
    throw new Error(vscode.l10n.t("Nothing is served yet; serve a model first."));
  const fit = found.map((each) => each.filter(isFit));
  if (fit.every((each) => each.length === 0))
    throw new Error(
      vscode.l10n.t("No deployment is in a state for that; Deployments & Health says where each of them stands."),
    );
  return all.flatMap((runtime, i) => {
    const items = (fit[i] ?? []).map((deployment) => ({
      runtime,
      label: deployment.name,
      description: describeDeployment(deployment),
      ...(deployment.reason !== "" && { detail: deployment.reason }),
    }));
    const heading = { runtime, label: runtime.folder.name, kind: vscode.QuickPickItemKind.Separator };
    return all.length > 1 && items.length > 0 ? [heading, ...items] : items;
  });
}
