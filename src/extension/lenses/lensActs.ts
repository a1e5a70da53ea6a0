import * as vscode from "vscode";

/** So many are kept; older ones are on no screen any more. */
const most = 200;

/**
 * What lenses do when they are clicked. The editor ties a command with arguments to the drawing that it came with, and a
 * click on one that was drawn anew meanwhile fails; so each act has a name of its own, which needs no arguments.
 */
export class LensActs implements vscode.Disposable {
  private readonly acts = new Map<string, { readonly name: string; readonly registration: vscode.Disposable }>();
  private count = 0;

  /** `family`: of whose lenses, since names are the whole editor's. */
  constructor(private readonly family: "script" | "deployment" | "stage") {}

  /** The command that does this, the same one each time. */
  nameOf(command: string, args: readonly unknown[]): string {
    const key = JSON.stringify([command, ...args]);
    const act = this.acts.get(key) ?? this.register(command, args);
    this.acts.delete(key); // to stand last: what was shown lately stays
    this.acts.set(key, act);
    this.forgetOldest();
    return act.name;
  }

  dispose(): void {
    for (const { registration } of this.acts.values()) registration.dispose();
    this.acts.clear();
  }

  private register(command: string, args: readonly unknown[]) {
    const name = `tidemark.lens.${this.family}.${++this.count}`;
    const act = () => vscode.commands.executeCommand(command, ...args);
    return { name, registration: vscode.commands.registerCommand(name, act) };
  }

  private forgetOldest(): void {
    const [oldest] = this.acts;
    if (this.acts.size <= most || oldest === undefined) return;
    const [key, { registration }] = oldest;
    registration.dispose();
    this.acts.delete(key);
  }
}
