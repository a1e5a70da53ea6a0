import * as vscode from "vscode";
import {
  type DeploymentEvent,
  type DeploymentStatus,
  readAppliedFile,
  readDeployment,
  readDeployments,
  readHistory,
  readServeAnswer,
  type ServeAnswer,
} from "../../shared/deployments";
import type { Door } from "../runtime/door";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { DeploymentChoice } from "./deploymentChoice";

const root = "/api/tidemark/v1/deployments";

/** Seconds: large models are opened, and what is replaced answers what it was asked; the runtime waits as long. */
const longest = 600;

/** The acts on deployments that the runtime knows. */

export async function listDeployments(runtime: FolderRuntime): Promise<readonly DeploymentStatus[]> {
  const door = await runtime.reader();
  return door === undefined ? [] : (await door.get(root, readDeployments)).deployments;
}

export async function getDeployment({ runtime, name }: DeploymentChoice): Promise<DeploymentStatus> {
  const found = (await listDeployments(runtime)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`Deployment '${name}' does not exist`); // as the runtime says it
  return found;
}

/** `file`: where the text lies, for the models that it names relative to itself. */
export async function apply(runtime: FolderRuntime, text: string, file: string): Promise<DeploymentStatus> {
  return (await changer(runtime)).post(root, { text, file }, readDeployment, longest);
}

export async function serve(runtime: FolderRuntime, model: string, name: string): Promise<ServeAnswer> {
  return (await changer(runtime)).post("/api/tidemark/v1/serve", { model, name }, readServeAnswer, longest);
}

export interface Promotion {
  /** Of an A/B test: who won. */
  readonly variant?: string;
  /** A canary past all of its steps. */
  readonly full?: boolean;
}

export async function promote(of: DeploymentChoice, promotion: Promotion): Promise<DeploymentStatus> {
  return (await changer(of.runtime)).post(`${pathOf(of)}/promote`, promotion, readDeployment);
}

export async function pause(of: DeploymentChoice): Promise<DeploymentStatus> {
  return (await changer(of.runtime)).post(`${pathOf(of)}/pause`, {}, readDeployment);
}

export async function rollBack(of: DeploymentChoice): Promise<DeploymentStatus> {
  return (await changer(of.runtime)).post(`${pathOf(of)}/rollback`, {}, readDeployment);
}

export async function remove(of: DeploymentChoice): Promise<void> {
  await (await changer(of.runtime)).bytes("DELETE", pathOf(of));
}

export async function appliedText(of: DeploymentChoice): Promise<string> {
  const door = await of.runtime.reader();
  return door === undefined ? "" : (await door.get(`${pathOf(of)}/file`, readAppliedFile)).text;
}

/** The newest first. */
export async function historyOf(of: DeploymentChoice): Promise<readonly DeploymentEvent[]> {
  const door = await of.runtime.reader();
  return door === undefined ? [] : (await door.get(`${pathOf(of)}/history`, readHistory)).history;
}

/** A runtime that is there to be looked at gives its door to everybody; pages run commands where menus have them off. */
export async function changer(runtime: FolderRuntime): Promise<Door> {
  if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
  return runtime.door();
}

function pathOf({ name }: DeploymentChoice): string {
  return `${root}/${encodeURIComponent(name)}`;
}
