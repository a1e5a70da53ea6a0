import * as vscode from "vscode";
import { type DeploymentStatus, readAppliedFile, readDeployments } from "../../shared/deployments";
import { tellKey } from "../contextKeys";
import type { Door } from "../runtime/door";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { createLooking } from "./looking";

/** Milliseconds between two looks at a folder whose deployments have requests. */
const pause = 400;

interface Known {
  deployments: readonly DeploymentStatus[] | undefined;
  /** By name, with when it was applied. */
  readonly texts: Map<string, { readonly at: number; readonly text: string }>;
  readonly look: () => Promise<void>;
}

export interface Served {
  readonly runtime: FolderRuntime;
  readonly deployment: DeploymentStatus;
}

/**
 * What is served, for all that show it: one look for the tree, the status bar, the lenses and the messages. Answers at
 * once from what it has, and tells when there is more; starts nothing.
 */
export class Deployments implements vscode.Disposable {
  private readonly known = new Map<FolderRuntime, Known>();
  private readonly changed = new vscode.EventEmitter<FolderRuntime>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly runtimes: Runtimes,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      runtimes.onDidChange(({ runtime, changes }) => {
        if (changes.some(({ kind }) => kind === "deployment" || kind === "all")) void this.look(runtime); // logs its own failures
      }),
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") void this.look(runtime); // logs its own failures
      }),
      runtimes.onDidChangeFolders(() => this.tell(undefined)),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** Undefined: nobody could look yet. */
  of(runtime: FolderRuntime): readonly DeploymentStatus[] | undefined {
    return this.known.get(runtime)?.deployments;
  }

  all(): Served[] {
    return this.runtimes
      .all()
      .flatMap((runtime) => (this.of(runtime) ?? []).map((deployment) => ({ runtime, deployment })));
  }

  find(runtime: FolderRuntime, name: string): DeploymentStatus | undefined {
    return this.of(runtime)?.find((each) => each.name === name);
  }

  /** The file as it was applied, once it is known. */
  textOf(runtime: FolderRuntime, name: string): string | undefined {
    return this.known.get(runtime)?.texts.get(name)?.text;
  }

  /** Looks anew; resolves once what it saw is told. */
  look(runtime: FolderRuntime): Promise<void> {
    return this.knownOf(runtime).look();
  }

  private async fetch(runtime: FolderRuntime, known: Known): Promise<void> {
    try {
      const door = await runtime.joined();
      if (door === undefined) return;
      const { deployments } = await door.get("/api/tidemark/v1/deployments", readDeployments);
      const hasTexts = await fetchTexts(door, deployments, known);
      if (!hasTexts && JSON.stringify(deployments) === JSON.stringify(known.deployments)) return;
      known.deployments = deployments;
      this.tell(runtime);
    } catch (error) {
      this.log.debug(`deployments: ${String(error)}`); // what is known stands until the runtime is back
    }
  }

  private tell(runtime: FolderRuntime | undefined): void {
    tellKey("hasDeployments", this.all().length > 0);
    const changed = runtime ?? this.runtimes.all()[0];
    if (changed) this.changed.fire(changed);
  }

  private knownOf(runtime: FolderRuntime): Known {
    const known = this.known.get(runtime);
    if (known === undefined) {
      const made: Known = {
        deployments: undefined,
        texts: new Map(),
        look: createLooking(() => this.fetch(runtime, made), pause),
      };
      this.known.set(runtime, made);
      return made;
    }
    return known;
  }
}

/** Of those that were applied since the last look. Says whether there were any. */
async function fetchTexts(door: Door, deployments: readonly DeploymentStatus[], { texts }: Known): Promise<boolean> {
  const fresh = deployments.filter(({ name, applied }) => texts.get(name)?.at !== applied.at);
  for (const { name, applied } of fresh) {
    const path = `/api/tidemark/v1/deployments/${encodeURIComponent(name)}/file`;
    const { text } = await door.get(path, readAppliedFile);
    texts.set(name, { at: applied.at, text });
  }
  return fresh.length > 0;
}
