import { posix, relative, sep } from "node:path";
import * as vscode from "vscode";
import type { Tracked, TrackedState } from "../../shared/data";
import type { DataStates } from "./dataStates";
import { badgeOf, stateWord } from "./dataText";
import { stateIn, treeScheme } from "./decoratedUri";
import type { DvcProject, DvcProjects } from "./dvcProjects";

const colours: Readonly<Record<TrackedState, string | undefined>> = {
  clean: undefined,
  modified: "gitDecoration.modifiedResourceForeground",
  added: "gitDecoration.addedResourceForeground",
  deleted: "gitDecoration.deletedResourceForeground",
  "not in cache": "charts.yellow",
  "not fetched": "tidemark.mutedIcon",
  unknown: "charts.red",
};

/**
 * Badges on data in the Explorer and in our own tree. Answers from what is known: a file costs a look into a map, and a
 * project is looked at once for all of its files.
 */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  private readonly tracked = new WeakMap<object, Map<string, Tracked>>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(
    private readonly projects: DvcProjects,
    private readonly states: DataStates,
  ) {
    this.subscriptions = [
      this.changed,
      // all of them: what a project has lost is not known any more
      states.onDidChange(() => this.changed.fire(undefined)),
      vscode.window.registerFileDecorationProvider(this),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme === treeScheme) return decorationOf(stateIn(uri), false);
    const project = this.projects.find(uri);
    if (project === undefined) return undefined;
    const path = relative(project.root, uri.fsPath).split(sep).join("/");
    const found = this.byPath(project)?.get(path);
    if (found === undefined) return undefined;
    // what is not there has its .dvc file to show it
    const isGone = found.state === "not fetched" || found.state === "deleted";
    return found.path === path || isGone ? decorationOf(found.state, true) : undefined;
  }

  private byPath(project: DvcProject): ReadonlyMap<string, Tracked> | undefined {
    const { data } = this.states.of(project);
    if (data === undefined) return undefined;
    let map = this.tracked.get(data);
    if (map === undefined) {
      map = new Map();
      for (const each of data.tracked) {
        if (each.stage === undefined) map.set(each.file, each);
        map.set(posix.normalize(each.path), each);
      }
      this.tracked.set(data, map);
    }
    return map;
  }
}

function decorationOf(state: TrackedState, inExplorer: boolean): vscode.FileDecoration | undefined {
  const badge = badgeOf(state);
  if (badge === undefined && !inExplorer) return undefined;
  const colour = colours[state];
  const decoration = new vscode.FileDecoration(
    badge ?? "◇",
    state === "clean" ? vscode.l10n.t("Tracked by DVC") : vscode.l10n.t("Tracked by DVC: {0}", stateWord(state)),
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  decoration.propagate = inExplorer && state !== "clean" && state !== "not fetched";
  return decoration;
}
