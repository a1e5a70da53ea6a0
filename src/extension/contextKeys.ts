import * as vscode from "vscode";

const told = new Map<string, string | boolean>();

/** Tells what menus and welcomes ask for as `tidemark.NAME`; the editor hears of it only when it changes. */
export function tellKey(name: string, value: string | boolean): void {
  if (told.get(name) === value) return;
  told.set(name, value);
  void vscode.commands.executeCommand("setContext", `tidemark.${name}`, value); // nobody waits for a key
}

/** Takes all of them back: an extension that is switched off leaves nothing behind. */
export async function clearKeys(): Promise<void> {
  const names = [...told.keys()];
  told.clear();
  // a window that closes has no more use for them, and may say so
  await Promise.allSettled(
    names.map((name) => vscode.commands.executeCommand("setContext", `tidemark.${name}`, undefined)),
  );
}
