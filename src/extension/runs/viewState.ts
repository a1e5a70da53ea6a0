import * as vscode from "vscode";
import { optional, string } from "../../shared/readers";
import { tellKey } from "../contextKeys";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { type Arrangement, plain, readArrangement } from "./arrangement";

const arrangementKey = "runs.arrangement";

/** What the user chose of the view, kept in the workspace. */
export class ViewState implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<"arrangement" | "baseline">();
  private current: Arrangement;
  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    this.current = readKept(state);
    this.tell();
  }

  get arrangement(): Arrangement {
    return this.current;
  }

  async arrange(change: Partial<Arrangement>): Promise<void> {
    this.current = { ...this.current, ...change };
    this.tell();
    this.changed.fire("arrangement");
    await this.state.update(arrangementKey, this.current);
  }

  /** The run that others of the folder are measured against. */
  baselineOf(runtime: FolderRuntime): string | undefined {
    return optional(string)(this.state.get(baselineKey(runtime)), "baseline");
  }

  async setBaseline(runtime: FolderRuntime, run: string | undefined): Promise<void> {
    await this.state.update(baselineKey(runtime), run);
    this.changed.fire("baseline");
  }

  dispose(): void {
    this.changed.dispose();
  }

  private tell(): void {
    tellKey("runs.isFiltered", this.current.filter !== "");
  }
}

function readKept(state: vscode.Memento): Arrangement {
  try {
    return readArrangement(state.get(arrangementKey), arrangementKey);
  } catch {
    return plain; // written by another version: the view as it was made
  }
}

function baselineKey({ folder }: FolderRuntime): string {
  return `runs.baseline ${folder.uri}`;
}
