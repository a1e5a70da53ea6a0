import { stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { FolderChanges, Runtimes } from "../runtime/runtimes";
import { fetchRunIds, fetchScript, type ScriptFacts } from "./scriptFacts";

/** Milliseconds between two looks at the same script while its runs write. */
const pause = 400;

interface Known {
  readonly uri: vscode.Uri;
  readonly runtime: FolderRuntime;
  facts: ScriptFacts | undefined;
  wantsModels: boolean;
  /** A look is under way, and whether another is due after it. */
  isLooking: boolean;
  isStale: boolean;
}

/**
 * What is known of the scripts and notebooks that are open. Answers at once from what it has, and tells when there is
 * more: nobody who draws text waits for the runtime.
 */
export class Scripts implements vscode.Disposable {
  private readonly known = new Map<string, Known>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      runtimes.onDidChange((changes) => this.follow(changes)),
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") this.refresh((each) => each.runtime === runtime);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.known.delete(uri.toString())),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.known.delete(uri.toString())),
    ];
  }

  /** What is known now; undefined when nothing is, or when it is not yet. */
  facts(uri: vscode.Uri, wantsModels = false): ScriptFacts | undefined {
    const known = this.known.get(uri.toString()) ?? this.begin(uri);
    if (known && wantsModels && !known.wantsModels) {
      known.wantsModels = true;
      void this.look(known); // logs its own failures
    }
    return known?.facts;
  }

  /** What is known, asked for where nobody has: of a file that was picked and is not open. */
  async ask(uri: vscode.Uri): Promise<ScriptFacts | undefined> {
    const known = this.known.get(uri.toString())?.facts;
    const runtime = this.runtimeOf(uri);
    if (known || runtime === undefined) return known;
    const door = await runtime.door();
    const question = { path: uri.fsPath, wantsModels: false };
    const { metric } = await fetchScript(door, { ...question, metric: undefined });
    return fetchScript(door, { ...question, metric }); // now with that metric of every run
  }

  /** The ids of all its runs, newest first, without those nested in others. */
  async runsOf(uri: vscode.Uri): Promise<string[]> {
    const runtime = this.runtimeOf(uri);
    return runtime === undefined ? [] : fetchRunIds(await runtime.door(), uri.fsPath);
  }

  runtimeOf(uri: vscode.Uri): FolderRuntime | undefined {
    return vscode.workspace.getWorkspaceFolder(uri) && uri.scheme === "file" ? this.runtimes.find(uri) : undefined;
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private begin(uri: vscode.Uri): Known | undefined {
    const runtime = this.runtimeOf(uri);
    if (runtime === undefined || !vscode.workspace.isTrusted) return undefined;
    const known = { uri, runtime, facts: undefined, wantsModels: false, isLooking: false, isStale: false };
    this.known.set(uri.toString(), known);
    void this.look(known); // logs its own failures
    return known;
  }

  private follow({ runtime, changes }: FolderChanges): void {
    const ids = new Set(changes.map(({ id }) => id));
    const isNews = changes.some(({ kind }) => kind !== "metrics" && kind !== "deployment");
    this.refresh((each) => each.runtime === runtime && (isNews || isAbout(each, ids)));
  }

  private refresh(which: (known: Known) => boolean): void {
    for (const known of this.known.values()) if (which(known)) void this.look(known); // logs its own failures
  }

  private async look(known: Known): Promise<void> {
    known.isStale = true;
    if (known.isLooking) return;
    known.isLooking = true;
    while (known.isStale && this.known.get(known.uri.toString()) === known) {
      known.isStale = false;
      await this.fetch(known);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    known.isLooking = false;
  }

  private async fetch(known: Known): Promise<void> {
    const { uri, runtime, wantsModels } = known;
    try {
      // one that has runs is started for them; where there are none, opening a file starts nothing
      const door = (await hasRuns(runtime)) ? await runtime.door() : await runtime.joined();
      if (door === undefined) return;
      const facts = await fetchScript(door, { path: uri.fsPath, metric: known.facts?.metric, wantsModels });
      const isSame = JSON.stringify(facts) === JSON.stringify(known.facts);
      known.facts = facts;
      if (!isSame) this.changed.fire(uri);
    } catch (error) {
      this.log.debug(`${uri.fsPath}: ${String(error)}`); // what is known stands until the runtime is back
    }
  }
}

function isAbout({ facts }: Known, ids: ReadonlySet<string>): boolean {
  return facts?.runs.some(({ id }) => ids.has(id)) ?? false;
}

async function hasRuns({ path, state }: FolderRuntime): Promise<boolean> {
  if (state === "up") return true;
  return stat(join(path, ".tidemark", "store")).then(
    () => state === "idle",
    () => false,
  );
}
