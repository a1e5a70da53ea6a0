import * as vscode from "vscode";
import type { KnownModel } from "../../../core/rollout/editing/suggestions";
import { type ModelSummary, readModels } from "../../../shared/models";
import { describeVersion } from "../../models/modelText";
import type { FolderRuntime } from "../../runtime/folderRuntime";
import type { Runtimes } from "../../runtime/runtimes";

const kinds = new Set(["model", "model-version", "all"]);

/** The registered models, for whoever writes their names: kept, and fetched anew when the registry changes. */
export class KnownModels implements vscode.Disposable {
  private readonly byFolder = new Map<FolderRuntime, Promise<readonly ModelSummary[] | undefined>>();
  private readonly changed = new vscode.EventEmitter<FolderRuntime>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const forget = (runtime: FolderRuntime) => {
      this.byFolder.delete(runtime);
      this.changed.fire(runtime);
    };
    this.subscriptions = [
      this.changed,
      runtimes.onDidChange(({ runtime, changes }) => {
        if (changes.some(({ kind }) => kinds.has(kind))) forget(runtime);
      }),
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") forget(runtime);
      }),
    ];
  }

  /** Undefined: no runtime is up, and none is started for a list. */
  of(runtime: FolderRuntime): Promise<readonly ModelSummary[] | undefined> {
    const known = this.byFolder.get(runtime) ?? this.fetch(runtime);
    this.byFolder.set(runtime, known);
    return known;
  }

  /** As a file names them: the versions of each, newest first, then its aliases. */
  async addresses(runtime: FolderRuntime): Promise<KnownModel[]> {
    const now = Date.now();
    return ((await this.of(runtime)) ?? []).flatMap(({ name, versions }) => [
      ...versions.map((version) => ({
        address: `models:/${name}/${version.version}`,
        detail: describeVersion(version, now),
      })),
      ...versions.flatMap(({ version, aliases }) =>
        aliases.map((alias) => ({
          address: `models:/${name}@${alias}`,
          detail: vscode.l10n.t("now v{0}", version),
        })),
      ),
    ]);
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private async fetch(runtime: FolderRuntime): Promise<readonly ModelSummary[] | undefined> {
    if (runtime.state !== "up") return undefined;
    try {
      const door = await runtime.reader();
      const { models } = (await door?.get("/api/tidemark/v1/models", readModels)) ?? {};
      return models?.filter(({ kind }) => kind === "model");
    } catch (error) {
      this.log.debug(`models: ${String(error)}`); // it is asked again once the runtime is back
      return undefined;
    }
  }
}
