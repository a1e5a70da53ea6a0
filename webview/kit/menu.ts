import { host } from "./host";

/** Opens the editor's own menu for an element that carries `data-vscode-context`, as a right click would. */
export function openMenu(of: HTMLElement): void {
  const { left, bottom } = of.getBoundingClientRect();
  of.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, composed: true, clientX: left, clientY: bottom }));
}

/** The value of `data-vscode-context` for runs: what the editor's menu hands to a command. */
export function runsContext(
  section: string,
  runs: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    webviewSection: section,
    tidemarkRuns: runs,
    tidemarkFolder: host.folder(),
    preventDefaultContextMenuItems: true,
    ...more,
  });
}
