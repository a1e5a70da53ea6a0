import * as vscode from "vscode";
import type { Commands, Parts } from "../commands/parts";
import { driftPage } from "../pages/kinds";
import { loadMonitoring } from "./loadLater";

/** What is watched, and two tables compared by hand: from the tree, the status bar, the Explorer, or the palette, which asks. */
export function monitorCommands(parts: Parts): Commands {
  const { runtimes, monitors, pages } = parts;
  const choose = (title: string, args: readonly unknown[]) => loadMonitoring().chooseMonitor(title, args, parts);
  return {
    async openDrift(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Open drift"), args);
      if (chosen) pages.show(driftPage, chosen.runtime, { monitor: chosen.name });
    },
    async checkMonitor(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Check monitor"), args);
      if (chosen === undefined) return;
      await loadMonitoring().checkMonitor(chosen);
      await monitors.look(chosen.runtime);
    },
    async acknowledgeAlerts(...args: unknown[]) {
      const chosen = await choose(vscode.l10n.t("Acknowledge alerts"), args);
      if (chosen === undefined) return;
      await loadMonitoring().acknowledgeAlerts(chosen);
      await monitors.look(chosen.runtime);
    },
    async compareDrift(...args: unknown[]) {
      const asked = await loadMonitoring().askTables(runtimes, args);
      if (asked) pages.show(driftPage, asked.runtime, { reference: asked.reference, current: asked.current });
    },
  };
}
