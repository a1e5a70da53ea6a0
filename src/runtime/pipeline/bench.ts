import type { Content } from "../../core/dvc/entries";
import type { ReproEvent } from "../../shared/repro";
import type { DataService, RwLock } from "../data/data";
import type { LiveWriter } from "./live/liveFiles";
import type { LockFiles } from "./lockFiles";
import type { LookImports } from "./lookImports";
import type { LookForeign } from "./looks";
import type { FileNode, ProjectNode } from "./node";
import type { Values } from "./paramValues";
import type { Guard } from "./process/guard";
import type { ReproOptions } from "./reproOptions";
import type { RunCache } from "./runCache";
import type { Sections } from "./sections";
import type { ProjectTracker } from "./tracked/openTracker";

/** What the stages of one run over a pipeline are worked on with. */
export interface Bench {
  /** Absolute. */
  readonly root: string;
  /** All of the project. */
  readonly nodes: readonly ProjectNode[];
  readonly options: ReproOptions;
  readonly data: DataService;
  readonly locks: LockFiles;
  readonly runCache: RunCache;
  readonly rwLock: RwLock;
  readonly sections: Sections;
  /** Made when the first stage runs. */
  guard(): Promise<Guard>;
  readonly foreign: LookForeign;
  readonly imports: LookImports;
  /** Parameters, where they are not those of the files. */
  readonly values?: Values;
  /** Why what the node makes may not be used; undefined when it may. */
  closedGate(address: string): Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined where nothing shall be tracked. */
  readonly tracker: ProjectTracker | undefined;
  readonly live: LiveWriter | undefined;
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  now(): number;
}

/** What is left to whoever asked for the run. */
export interface Hooks {
  event(event: ReproEvent): void;
  /** The stage waits to say more while what it answers is under way. */
  output(stage: string, part: Buffer, from: "stdout" | "stderr"): Promise<void> | undefined;
  /** A line for the person. */
  note(line: string): void;
  /** Whether the stage may run; asked with `--interactive` only. */
  confirm(stage: string): Promise<boolean>;
  /** A .dvc file whose data were changed by hand gets what they are now. */
  saveFile(node: FileNode, contents: ReadonlyMap<string, Content>): Promise<void>;
}
