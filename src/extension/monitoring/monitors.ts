import * as vscode from "vscode";
import { type Monitored, type MonitorState, readMonitored } from "../../shared/monitors";
import { tellKey } from "../contextKeys";
import { createLooking } from "../deployments/looking";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

/** Milliseconds between two looks at a folder. */
const pause = 400;

interface Known {
  seen: Monitored | undefined;
  readonly look: () => Promise<void>;
}

export interface Watched {
  readonly runtime: FolderRuntime;
  readonly monitor: MonitorState;
}

/** The monitors of tidemark.yaml with what they found, for all that show them. Starts nothing. */
export class Monitors implements vscode.Disposable {
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
        if (changes.some(({ kind }) => kind === "monitor" || kind === "all")) void this.look(runtime); // logs its own failures
      }),
      runtimes.onDidChangeState((runtime) => {
        if (runtime.state === "up") void this.look(runtime); // logs its own failures
      }),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  of(runtime: FolderRuntime): readonly MonitorState[] {
    return this.known.get(runtime)?.seen?.monitors ?? [];
  }

  all(): Watched[] {
    return this.runtimes.all().flatMap((runtime) => this.of(runtime).map((monitor) => ({ runtime, monitor })));
  }

  /** What of tidemark.yaml could not be read, with its line. */
  faults(): readonly string[] {
    return this.runtimes.all().flatMap((runtime) => this.known.get(runtime)?.seen?.faults ?? []);
  }

  /** Looks anew; resolves once what it saw is told. */
  look(runtime: FolderRuntime): Promise<void> {
    const known = this.known.get(runtime);
    if (known) return known.look();
    const made: Known = { seen: undefined, look: createLooking(() => this.fetch(runtime, made), pause) };
    this.known.set(runtime, made);
    return made.look();
  }

  private async fetch(runtime: FolderRuntime, known: Known): Promise<void> {
    try {
      const door = await runtime.joined();
      if (door === undefined) return;
      const seen = await door.get("/api/tidemark/v1/monitors", readMonitored);
      if (JSON.stringify(seen) === JSON.stringify(known.seen)) return;
      for (const fault of seen.faults) if (!known.seen?.faults.includes(fault)) this.log.warn(fault);
      known.seen = seen;
      tellKey("hasMonitors", this.all().length > 0);
      this.changed.fire(runtime);
    } catch (error) {
      this.log.debug(`monitors: ${String(error)}`); // what is known stands until the runtime is back
    }
  }
}
