import * as vscode from "vscode";
import { plainText } from "./plainText";

/** A command that fails says so once, and how to go on. */
export function explained(act: (...args: unknown[]) => unknown, log: vscode.LogOutputChannel) {
  return async (...args: unknown[]): Promise<unknown> => {
    try {
      return await act(...args);
    } catch (error) {
      void tell(error, log); // who called the command does not wait for the message to be read
      return undefined;
    }
  };
}

async function tell(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t("Show Log");
  const message = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(vscode.l10n.t("Tidemark: {0}", plainText(message)), showLog);
  if (chosen === showLog) await vscode.commands.executeCommand("tidemark.showLog");
}
