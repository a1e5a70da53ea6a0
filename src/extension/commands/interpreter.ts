import { access } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { object, optional, type Reader, string } from "../../shared/readers";

/** What Microsoft's Python extension exports, as far as we ask it. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): unknown;
    resolveEnvironment(path: unknown): Promise<unknown>;
  };
}

const readResolved = object<{ executable: { uri?: { fsPath: string } } }>({
  executable: object({ uri: optional(object({ fsPath: string })) as Reader<{ fsPath: string }> }),
});

/** The Python that the user chose for a file, or the likeliest one. */
export async function findInterpreter(folder: vscode.WorkspaceFolder): Promise<string> {
  return (
    (await chosenInPythonExtension(folder.uri)) ??
    chosenInSettings(folder) ??
    (await virtualEnvironment(folder.uri.fsPath)) ??
    (process.platform === "win32" ? "python" : "python3")
  );
}

async function chosenInPythonExtension(resource: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>("ms-python.python");
  const environments = (await extension?.activate())?.environments;
  if (environments === undefined) return undefined;
  const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  return resolved ? readResolved(resolved, "environment").executable.uri?.fsPath : undefined;
}

function chosenInSettings(folder: vscode.WorkspaceFolder): string | undefined {
  const path = vscode.workspace.getConfiguration("python", folder).get<string>("defaultInterpreterPath");
  if (!path || path === "python") return undefined;
  return path.replaceAll(/\$\{workspaceFolder\}/g, () => folder.uri.fsPath);
}

async function virtualEnvironment(folder: string): Promise<string | undefined> {
  const program = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
  for (const name of [".venv", "venv", "env"]) {
    const path = join(folder, name, program);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
