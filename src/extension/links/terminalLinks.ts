import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { findRunLinks, type RunLink } from "./runLinks";

interface Link extends vscode.TerminalLink {
  readonly to: RunLink;
  readonly runtime: FolderRuntime;
}

/** Addresses of runs and experiments that MLflow prints open our pages, if they are of a runtime of this window. */
export function registerTerminalLinks(runtimes: Runtimes): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    async provideTerminalLinks({ line }) {
      const links: Link[] = [];
      for (const to of findRunLinks(line)) {
        const runtime = await ownerOf(to, runtimes);
        if (runtime === undefined) continue;
        const tooltip = to.run === undefined ? vscode.l10n.t("Open run table") : vscode.l10n.t("Open run");
        links.push({ startIndex: to.start, length: to.length, tooltip, to, runtime });
      }
      return links;
    },
    async handleTerminalLink({ to, runtime }: Link) {
      const folder = runtime.folder.uri.toString();
      if (to.run === undefined) await vscode.commands.executeCommand("tidemark.openRunTable", to.experiment, folder);
      else await vscode.commands.executeCommand("tidemark.openRun", to.run, folder);
    },
  });
}

async function ownerOf({ port }: RunLink, runtimes: Runtimes): Promise<FolderRuntime | undefined> {
  for (const runtime of runtimes.all()) {
    if (runtime.state === "up" && (await runtime.reservation()).port === port) return runtime;
  }
  // where many scripts expect MLflow, one runtime answers besides
  return port === 5000 ? runtimes.all().find(({ state }) => state === "up") : undefined;
}
