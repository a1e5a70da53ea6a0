import {
  type ExperimentSummary,
  type RunSummary,
  readExperiments,
  readRunSummary,
  readRunsPage,
} from "../../shared/runs";
import { Refused } from "../runtime/door";
import type { Change, FolderRuntime } from "../runtime/folderRuntime";
import { findPrimaryMetric } from "./primaryMetric";
import { createExperimentNode, createRunNode, type ExperimentNode, experimentOf, type RunNode } from "./runNodes";

export const pageSize = 200;

/** More changed runs than this at once are fetched as pages, not one by one. */
const mostSingles = 20;

/** So many experiments show their metric before they are opened. */
const mostPeeks = 30;

type Holder = ExperimentNode | RunNode;

/** The experiments and runs of one folder, as far as somebody opened them. */
export class FolderRuns {
  private experiments: ExperimentNode[] | undefined;
  private readonly known = new Map<string, RunNode>();

  constructor(
    readonly runtime: FolderRuntime,
    /** Undefined: all of the folder. */
    private readonly changed: (node: Holder | undefined) => void,
  ) {}

  /** Newest first; one that was never used is not shown. */
  async listExperiments(): Promise<ExperimentNode[]> {
    this.experiments ??= await this.fetchExperiments();
    void this.peek().catch(() => undefined); // the tree is as good without, and the next look tries again
    return this.experiments;
  }

  /** Finds what stands for the runs of experiments that nobody has opened. */
  private async peek(): Promise<void> {
    for (const experiment of this.experiments?.slice(0, mostPeeks) ?? []) {
      const { id, runs } = experiment.experiment;
      if (experiment.metric !== undefined || experiment.loaded !== undefined || runs === 0) continue;
      const door = await this.runtime.door();
      const query = new URLSearchParams({ experiment_id: id, limit: "20" });
      const page = await door.get(`/api/tidemark/v1/runs?${query}`, readRunsPage);
      this.chooseMetric(experiment, page.runs);
    }
  }

  /** Live ones first, then as the runtime orders them: newest first. */
  async listRuns(of: Holder): Promise<RunNode[]> {
    if (of.loaded === undefined) await this.fetchPage(of, undefined);
    const loaded = of.loaded ?? [];
    return [...loaded.filter(isRunning), ...loaded.filter((node) => !isRunning(node))];
  }

  async loadMore(of: Holder): Promise<void> {
    if (of.next !== undefined) await this.fetchPage(of, of.next);
    this.changed(of);
  }

  /** Where one comes to look: the experiment that was used last. */
  isFirst(node: ExperimentNode): boolean {
    return this.experiments?.[0] === node;
  }

  parentOf({ run }: RunNode): Holder | undefined {
    return this.holderOf(run);
  }

  /** Forgets what is here, so that the next look fetches. */
  forget(): void {
    this.experiments = undefined;
    this.known.clear();
  }

  /** Brings what is shown up to date with what the runtime says has changed. */
  async follow(changes: readonly Change[]): Promise<void> {
    if (this.experiments === undefined) return;
    const shown = changes.filter(({ kind, id }) => kind === "run" || (kind === "metrics" && this.known.has(id)));
    const ids = new Set(shown.map(({ id }) => id));
    const isMuch = ids.size > mostSingles || changes.some(({ kind }) => kind === "all");
    if (isMuch || changes.some(({ kind }) => kind === "run" || kind === "experiment")) await this.refreshExperiments();
    if (isMuch) await this.refreshPages();
    else await Promise.all([...ids].map((id) => this.refreshRun(id)));
  }

  private async refreshExperiments(): Promise<void> {
    const before = this.experiments ?? [];
    const fresh = await this.fetchExperiments();
    this.experiments = fresh;
    const isSame = fresh.length === before.length && fresh.every((node, i) => node === before[i]);
    if (!isSame) this.changed(undefined);
  }

  private async fetchExperiments(): Promise<ExperimentNode[]> {
    const door = await this.runtime.door();
    const { experiments } = await door.get("/api/tidemark/v1/experiments", readExperiments);
    const before = new Map(this.experiments?.map((node) => [node.experiment.id, node]));
    return experiments
      .filter(({ lifecycle, id, runs }) => lifecycle === "active" && (runs > 0 || id !== "0"))
      .sort((a, b) => newest(b) - newest(a))
      .map((experiment) => {
        const node = before.get(experiment.id);
        if (node === undefined) return createExperimentNode(this.runtime, experiment);
        const isNew = JSON.stringify(node.experiment) !== JSON.stringify(experiment);
        node.experiment = experiment;
        if (isNew) this.changed(node);
        return node;
      });
  }

  private async refreshRun(id: string): Promise<void> {
    const fresh = await this.fetchRun(id);
    const node = this.known.get(id);
    if (fresh === undefined) {
      if (node) this.remove(node);
      return;
    }
    if (node) {
      const wasRunning = isRunning(node);
      node.run = fresh;
      if (fresh.lifecycle === "deleted") {
        this.remove(node);
        return;
      }
      this.chooseMetric(node.experiment);
      // one that ended changes its place
      this.changed(wasRunning === isRunning(node) ? node : this.holderOf(fresh));
      return;
    }
    if (fresh.lifecycle === "active") await this.add(fresh);
  }

  /** Undefined for one that was purged. */
  private async fetchRun(id: string): Promise<RunSummary | undefined> {
    const door = await this.runtime.door();
    try {
      return await door.get(`/api/tidemark/v1/runs/${encodeURIComponent(id)}`, readRunSummary);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  private async add(run: RunSummary): Promise<void> {
    const holder = this.holderOf(run);
    if (holder === undefined) return;
    if (holder.loaded) holder.loaded = [...holder.loaded, this.nodeFor(holder, run)].sort(byStart);
    if (run.children > 0) this.reopen(experimentOf(holder)); // restored: its children stood at the top meanwhile
    this.chooseMetric(experimentOf(holder));
    if (holder.kind === "run") await this.refreshRun(holder.run.id); // it has a child more, which may be its first
    this.changed(holder);
  }

  private remove(node: RunNode): void {
    this.known.delete(node.run.id);
    const holder = this.holderOf(node.run);
    if (holder?.loaded) holder.loaded = holder.loaded.filter((each) => each !== node);
    if (node.run.children > 0) this.reopen(node.experiment); // its children stand at the top now
    this.changed(holder);
  }

  /** Has its runs fetched anew at the next look. */
  private reopen(experiment: ExperimentNode): void {
    experiment.loaded = undefined;
    experiment.next = undefined;
    this.changed(experiment);
  }

  /** The newest page of whatever is open; older pages stay as they are. */
  private async refreshPages(): Promise<void> {
    for (const experiment of this.experiments ?? []) {
      if (experiment.loaded === undefined) continue;
      await this.fetchPage(experiment, undefined);
      this.changed(experiment);
    }
  }

  private async fetchPage(of: Holder, token: string | undefined): Promise<void> {
    const experiment = experimentOf(of);
    const query = new URLSearchParams({ experiment_id: experiment.experiment.id, limit: String(pageSize) });
    if (of.kind === "run") query.set("parent", of.run.id);
    if (token !== undefined) query.set("page_token", token);
    const door = await this.runtime.door();
    const page = await door.get(`/api/tidemark/v1/runs?${query}`, readRunsPage);
    const fresh = page.runs.map((run) => this.nodeFor(of, run));
    const before = (of.loaded ?? []).filter((node) => !fresh.includes(node));
    const last = fresh.at(-1);
    // a first page again: what lay beyond it still does, what is missing in it is gone
    const kept = token !== undefined ? before : before.filter((node) => last && byStart(last, node) < 0);
    of.loaded = token !== undefined ? [...kept, ...fresh] : [...fresh, ...kept];
    if (token !== undefined || kept.length === 0) of.next = page.next_page_token;
    this.chooseMetric(experiment);
  }

  private nodeFor(holder: Holder, run: RunSummary): RunNode {
    const known = this.known.get(run.id);
    if (known) {
      known.run = run;
      return known;
    }
    const node = createRunNode(experimentOf(holder), run);
    this.known.set(run.id, node);
    return node;
  }

  private holderOf(run: RunSummary): Holder | undefined {
    const experiment = this.experiments?.find((node) => node.experiment.id === run.experiment_id);
    return run.parent === undefined ? experiment : this.known.get(run.parent);
  }

  /** Chosen once there is a metric, and then kept: a tree whose numbers change their meaning misleads. */
  private chooseMetric(experiment: ExperimentNode, runs = loadedRuns(experiment)): void {
    if (experiment.metric !== undefined) return;
    experiment.metric = findPrimaryMetric(runs);
    if (experiment.metric !== undefined) this.changed(experiment);
  }
}

function loadedRuns({ loaded }: Holder): readonly RunSummary[] {
  return (loaded ?? []).slice(0, pageSize).map(({ run }) => run);
}

function isRunning({ run }: RunNode): boolean {
  return run.status === "RUNNING";
}

/** As the runtime orders them. */
function byStart(a: RunNode, b: RunNode): number {
  return b.run.start_time - a.run.start_time || (a.run.id < b.run.id ? -1 : 1);
}

function newest({ last_run_time, creation_time }: ExperimentSummary): number {
  return last_run_time ?? creation_time;
}
