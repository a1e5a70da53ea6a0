import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { addressVariable, findOwnAddress, markVariable, type OwnAddress } from "./ownAddress";
import { looksTracked, mentionsTracking } from "./signs";

/** Where the runs of a folder's scripts go, and why. */
export type Destination =
  | { readonly kind: "runtime"; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: "own"; readonly own: OwnAddress }
  /** Nothing says that this folder logs runs, or the user does not want us to. */
  | { readonly kind: "none" };

export async function findDestination(runtime: FolderRuntime): Promise<Destination> {
  if (!vscode.workspace.isTrusted || !isEnabled(runtime.folder)) return { kind: "none" };
  const own = await findOwn(runtime.folder);
  if (own) return { kind: "own", own };
  return (await isTracked(runtime)) ? { kind: "runtime", variables: await variablesOf(runtime) } : { kind: "none" };
}

/** What an unmodified script needs to find the runtime. */
export async function variablesOf(runtime: FolderRuntime): Promise<Record<string, string>> {
  const { port, token } = await runtime.reservation();
  const address = `http://127.0.0.1:${port}`;
  return { [addressVariable]: address, MLFLOW_TRACKING_TOKEN: token, [markVariable]: address };
}

export function isEnabled(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration("tidemark", folder).get("environment.enabled", true);
}

/** `envFile`: of a debug configuration; without one, the file that Python's own extension reads. */
export async function findOwn(folder: vscode.WorkspaceFolder, envFile?: string): Promise<OwnAddress | undefined> {
  const system = process.platform === "win32" ? "windows" : process.platform === "darwin" ? "osx" : "linux";
  const setting = `terminal.integrated.env.${system}`;
  const configuration = vscode.workspace.getConfiguration(undefined, folder);
  const named = envFile ?? configuration.get<string>("python.envFile", ".env");
  const file = resolve(folder.uri.fsPath, named.replaceAll(/\$\{workspaceFolder(:[^}]*)?\}/g, folder.uri.fsPath));
  return findOwnAddress({
    process: process.env,
    setting: { name: setting, env: configuration.get<Record<string, string | null>>(setting, {}) },
    file: { name: basename(file), text: await readFile(file, "utf8").catch(() => undefined) },
  });
}

const known = new WeakSet<FolderRuntime>();

/** Once a folder is known to log runs, it stays so. */
async function isTracked(runtime: FolderRuntime): Promise<boolean> {
  if (known.has(runtime)) return true;
  const found = runtime.state !== "idle" || hasOpenScript(runtime) || (await looksTracked(runtime.path));
  if (found) known.add(runtime);
  return found;
}

function hasOpenScript({ folder }: FolderRuntime): boolean {
  return vscode.workspace.textDocuments.some(
    (document) =>
      document.languageId === "python" &&
      vscode.workspace.getWorkspaceFolder(document.uri) === folder &&
      mentionsTracking(document.getText()),
  );
}
