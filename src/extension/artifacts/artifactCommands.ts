import { isAbsolute, normalize } from "node:path";
import * as vscode from "vscode";
import { object, optional, type Reader, string } from "../../shared/readers";
import type { Commands, Parts } from "../commands/parts";
import { folderIn, runsIn } from "../commands/runArguments";
import { codeUri } from "../diff/codeDocuments";
import { pickRuns } from "../pick/pickRuns";
import type { Runtimes } from "../runtime/runtimes";
import { type ArtifactAddress, artifactUri } from "./artifactAddress";
import { tooLarge } from "./artifactFiles";
import { findArtifact, largestOpened } from "./artifactStore";
import { pickArtifact } from "./pickArtifact";
import { saveArtifact } from "./saveArtifact";

/** What a page's menu hands over for a file of a run. */
const readContext = object<{ tidemarkRun: string; tidemarkArtifact: string; tidemarkFolder: string | undefined }>({
  tidemarkRun: string,
  tidemarkArtifact: string,
  tidemarkFolder: optional(string) as Reader<string>,
});

/** Files that runs logged. From a page they are named; from the palette they are asked for. */
export function artifactCommands({ runtimes }: Parts): Commands {
  const { t } = vscode.l10n;
  const on =
    (title: string, act: (address: ArtifactAddress) => unknown) =>
    async (...args: unknown[]) => {
      const address = namedIn(args, runtimes) ?? (await ask(args, title, runtimes));
      if (address) await act(address);
    };
  return {
    openDataVersion: (...args: unknown[]) => openDataVersion(args, runtimes),
    openArtifact: on(t("Open artifact"), openArtifact),
    saveArtifact: on(t("Save artifact"), async (address) => saveArtifact(address, await sizeOf(address))),
    copyArtifactPath: on(t("Copy path of artifact"), ({ path }) => vscode.env.clipboard.writeText(path)),
    copyArtifactUri: on(t("Copy address of artifact"), ({ run, path }) =>
      vscode.env.clipboard.writeText(`runs:/${run}/${path}`),
    ),
  };
}

/** The .dvc or dvc.lock file that says which version of the data a run read: of the folder, and nothing outside of it. */
async function openDataVersion(args: readonly unknown[], runtimes: Runtimes): Promise<void> {
  const [, path] = args;
  const runtime = folderIn(args, runtimes);
  if (runtime === undefined || typeof path !== "string" || path.startsWith("file:")) return;
  const below = normalize(path);
  if (isAbsolute(below) || below.startsWith("..")) throw new Error(vscode.l10n.t("{0} is not in this folder.", path));
  await vscode.window.showTextDocument(vscode.Uri.joinPath(runtime.folder.uri, below));
}

async function openArtifact(address: ArtifactAddress): Promise<void> {
  const { runtime, run, path } = address;
  const size = await sizeOf(address);
  if (/\.parquet$/i.test(path)) {
    const head = codeUri(runtime, `${path}.txt`, { kind: "table", run });
    await vscode.commands.executeCommand("vscode.open", head, { preview: true });
    return;
  }
  if (size > largestOpened) {
    const save = vscode.l10n.t("Save Artifact As…");
    if ((await vscode.window.showWarningMessage(tooLarge(path, size), save)) === save)
      await saveArtifact(address, size);
    return;
  }
  await vscode.commands.executeCommand("vscode.open", artifactUri(address), { preview: true });
}

async function sizeOf({ runtime, run, path }: ArtifactAddress): Promise<number> {
  const found = await findArtifact(await runtime.door(), run, path);
  if (found === undefined) throw new Error(vscode.l10n.t("The run has no artifact {0}.", path));
  if (found.is_dir) throw new Error(vscode.l10n.t("{0} is a folder.", path));
  return found.file_size;
}

function namedIn(args: readonly unknown[], runtimes: Runtimes): ArtifactAddress | undefined {
  const [first, second] = args;
  const runtime = folderIn(args, runtimes);
  if (runtime && typeof first === "string" && typeof second === "string" && !second.startsWith("file:"))
    return { runtime, run: first, path: second };
  if (typeof first !== "object" || first === null || !("tidemarkArtifact" in first)) return undefined;
  const { tidemarkRun: run, tidemarkArtifact: path, tidemarkFolder: folder } = readContext(first, "context");
  const owner = folder === undefined ? runtime : folderIn([folder], runtimes);
  return owner && { runtime: owner, run, path };
}

async function ask(args: readonly unknown[], title: string, runtimes: Runtimes): Promise<ArtifactAddress | undefined> {
  const chosen = runsIn(args, runtimes) ?? (await pickRuns(runtimes, title, false));
  const [run] = chosen?.ids ?? [];
  return chosen && run !== undefined ? pickArtifact(chosen.runtime, run, title) : undefined;
}
