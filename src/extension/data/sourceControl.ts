import { join } from "node:path";
import * as vscode from "vscode";
import type { Tracked } from "../../shared/data";
import type { TrackedNode } from "./dataNodes";
import type { DataStates, ProjectState } from "./dataStates";
import { badgeOf, describeTracked, shownData, stateWord } from "./dataText";
import type { DvcProject, DvcProjects } from "./dvcProjects";

/** A line of source control is a line of the tree as well: the same commands take both. */
export interface DataResource extends vscode.SourceControlResourceState {
  readonly node: TrackedNode;
}

interface Provider {
  readonly control: vscode.SourceControl;
  readonly changes: vscode.SourceControlResourceGroup;
  readonly absent: vscode.SourceControlResourceGroup;
}

/** A group beside git's for each project of which data changed or are missing. */
export class DataSourceControl implements vscode.Disposable {
  private readonly providers = new Map<DvcProject, Provider>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly projects: DvcProjects,
    private readonly states: DataStates,
  ) {
    this.subscriptions = [
      states.onDidChange((project) => this.show(project)),
      projects.onDidChange(() => this.forget()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    for (const { control } of this.providers.values()) control.dispose();
  }

  private show(project: DvcProject): void {
    const state = this.states.peek(project);
    const all = shownData(state?.data?.tracked);
    const changed = all.filter((each) => ["modified", "added", "deleted"].includes(each.state));
    const absent = all.filter((each) => ["not fetched", "not in cache"].includes(each.state));
    if (changed.length + absent.length === 0 && !this.providers.has(project)) return;
    const provider = this.of(project);
    provider.changes.resourceStates = changed.map((each) => resourceOf(project, each));
    provider.absent.resourceStates = absent.map((each) => resourceOf(project, each));
    provider.control.count = changed.length;
  }

  private of(project: DvcProject): Provider {
    const known = this.providers.get(project);
    if (known) return known;
    const name = project.path === "." ? "DVC" : `DVC: ${project.path}`;
    const control = vscode.scm.createSourceControl("tidemark.dvc", name, vscode.Uri.file(project.root));
    control.inputBox.visible = false;
    control.quickDiffProvider = { provideOriginalResource: (uri) => originalOf(this.states.peek(project), uri) };
    const changes = control.createResourceGroup("changes", vscode.l10n.t("Changed data"));
    const absent = control.createResourceGroup("absent", vscode.l10n.t("Not fetched"));
    changes.hideWhenEmpty = true;
    absent.hideWhenEmpty = true;
    const made = { control, changes, absent };
    this.providers.set(project, made);
    return made;
  }

  private forget(): void {
    const all = this.projects.all();
    for (const [project, { control }] of this.providers) {
      if (all.includes(project)) continue;
      control.dispose();
      this.providers.delete(project);
    }
  }
}

function resourceOf(project: DvcProject, tracked: Tracked): DataResource {
  return {
    node: { kind: "tracked", project, tracked },
    resourceUri: vscode.Uri.file(join(project.root, tracked.path)),
    contextValue: `${tracked.state.replaceAll(" ", "-")}.${tracked.kind}${tracked.stage === undefined ? ".own" : ".made"}`,
    command: {
      command: "tidemark.openData",
      title: vscode.l10n.t("Open"),
      arguments: [{ kind: "tracked", project, tracked }],
    },
    decorations: {
      ...(tracked.kind === "folder" && { iconPath: new vscode.ThemeIcon("folder") }),
      strikeThrough: tracked.state === "deleted",
      faded: tracked.state === "not fetched",
      tooltip: [stateWord(tracked.state), describeTracked(tracked), badgeOf(tracked.state)].filter(Boolean).join(" · "),
    },
  };
}

/** The version that is written down, as the cache has it: for the marks beside the lines of a text. */
function originalOf(state: ProjectState | undefined, uri: vscode.Uri): vscode.Uri | undefined {
  if (state?.data === undefined) return undefined;
  const found = state.data.tracked.find(({ path }) => join(state.project.root, path) === uri.fsPath);
  return found && objectUri(state.data.cacheFolder, found);
}

export function objectUri(cacheFolder: string, { md5, kind }: Pick<Tracked, "md5" | "kind">): vscode.Uri | undefined {
  if (md5 === undefined || kind === "folder") return undefined;
  return vscode.Uri.file(join(cacheFolder, "files", "md5", md5.slice(0, 2), md5.slice(2)));
}
