import { findPrimaryMetric } from "../../shared/primaryMetric";
import type { RunSummary } from "../../shared/runs";
import type { Change, FolderRuntime } from "../runtime/folderRuntime";
import { type Arrangement, isNested } from "./arrangement";
import { createGroupNode, createRunNode, type GroupNode, groupId, groupOf, type RunNode } from "./runNodes";
import { fetchGroups, fetchRun, fetchRuns } from "./runsRequests";
import { findMetric } from "./runText";

export const pageSize = 200;

/** More changed runs than this at once are fetched as pages, not one by one. */
const mostSingles = 20;

/** So many groups show their metric before they are opened. */
const mostPeeks = 30;

/** As many runs as one request brings. */
const largestPage = 5000;

type Holder = GroupNode | RunNode;

/** The groups and runs of one folder, as far as somebody opened them. */
export class FolderRuns {
  private groups: GroupNode[] | undefined;
  private all = 0;
  private readonly known = new Map<string, RunNode>();
  /** Grows each time that everything is forgotten: what was asked for before is then no answer. */
  private looks = 0;
  /** Of each page that is on its way: runs that changed meanwhile, of which it may tell what was before. */
  private readonly underWay = new Set<Set<string>>();

  constructor(
    readonly runtime: FolderRuntime,
    private readonly arrangement: () => Arrangement,
    /** Undefined: all of the folder. */
    private readonly changed: (node: Holder | undefined) => void,
  ) {}

  /** Runs that the filter lets through, and all there are; undefined before the first look. */
  get counts(): { readonly shown: number; readonly all: number } | undefined {
    if (this.groups === undefined) return undefined;
    return { shown: this.groups.reduce((sum, { facts }) => sum + facts.runs, 0), all: this.all };
  }

  async listGroups(): Promise<GroupNode[]> {
    while (this.groups === undefined) {
      const look = this.looks;
      const found = await this.fetchGroups();
      if (look === this.looks) this.groups ??= found;
    }
    void this.peek().catch(() => undefined); // the tree is as good without, and the next look tries again
    return this.groups;
  }

  /** Finds what stands for the runs of groups that nobody has opened. */
  private async peek(): Promise<void> {
    for (const group of this.groups?.slice(0, mostPeeks) ?? []) {
      if (group.metric !== undefined || group.loaded !== undefined || group.facts.runs === 0) continue;
      const page = await fetchRuns(await this.runtime.door(), group, this.arrangement(), { limit: 20 });
      this.findMetric(group, page.runs);
    }
  }

  /** Live ones first, then as the runtime orders them. */
  async listRuns(of: Holder): Promise<RunNode[]> {
    if (of.loaded === undefined) await this.fetchPage(of, undefined);
    const loaded = of.loaded ?? [];
    if (this.arrangement().sort !== "newest") return loaded;
    return [...loaded.filter(isRunning), ...loaded.filter((node) => !isRunning(node))];
  }

  async loadMore(of: Holder): Promise<void> {
    if (of.next !== undefined) await this.fetchPage(of, of.next);
    this.changed(of);
  }

  /** Where one comes to look: the group that was used last. */
  isFirst(node: GroupNode): boolean {
    return this.groups?.[0] === node;
  }

  findRun(id: string): RunNode | undefined {
    return this.known.get(id);
  }

  parentOf({ run, group }: RunNode): Holder | undefined {
    return isNested(this.arrangement()) ? this.holderOf(run) : group;
  }

  /** Forgets what is here, so that the next look fetches. */
  forget(): void {
    this.looks++;
    this.groups = undefined;
    this.known.clear();
  }

  /** Brings what is shown up to date with what the runtime says has changed. */
  async follow(changes: readonly Change[]): Promise<void> {
    for (const { kind, id } of changes) if (kind === "run") for (const ids of this.underWay) ids.add(id);
    if (this.groups === undefined) return;
    const shown = changes.filter(({ kind, id }) => kind === "run" || (kind === "metrics" && this.known.has(id)));
    const ids = new Set(shown.map(({ id }) => id));
    const isMuch = ids.size > mostSingles || changes.some(({ kind }) => kind === "all");
    const isRun = changes.some(({ kind }) => kind === "run" || kind === "experiment");
    if (isMuch || isRun) await this.refreshGroups();
    const { sort } = this.arrangement();
    // where a run stands in another order, and whether it passes a filter, only the runtime can say
    if (isMuch || (isRun && (sort !== "newest" || !isNested(this.arrangement())))) await this.refreshPages();
    else await Promise.all([...ids].map((id) => this.refreshRun(id)));
  }

  private async refreshGroups(): Promise<void> {
    const before = this.groups ?? [];
    const look = this.looks;
    const fresh = await this.fetchGroups();
    if (look !== this.looks) return;
    this.groups = fresh;
    const isSame = fresh.length === before.length && fresh.every((node, i) => node === before[i]);
    if (!isSame) this.changed(undefined);
  }

  private async fetchGroups(): Promise<GroupNode[]> {
    const { group: by, metrics } = this.arrangement();
    const { runtime } = this;
    const found = await fetchGroups(await runtime.door(), this.arrangement());
    this.all = found.all;
    const before = new Map(this.groups?.map((node) => [groupId(node), node]));
    return found.groups.map(({ value, facts }) => {
      const id = groupId({ runtime, by, value });
      const node = before.get(id);
      if (node === undefined) return createGroupNode({ runtime, by, value, facts, metric: metrics[id] });
      const isNew = node.facts.runs !== facts.runs || node.facts.name !== facts.name;
      node.facts = facts;
      if (isNew) this.changed(node);
      return node;
    });
  }

  private async refreshRun(id: string): Promise<void> {
    const fresh = await fetchRun(await this.runtime.door(), id);
    const node = this.known.get(id);
    if (node === undefined) {
      if (fresh?.lifecycle === "active" && isNested(this.arrangement())) await this.add(fresh);
    } else if (fresh === undefined || fresh.lifecycle === "deleted") {
      if (fresh) node.run = fresh;
      this.remove(node);
    } else this.renew(node, fresh);
  }

  private renew(node: RunNode, fresh: RunSummary): void {
    const wasRunning = isRunning(node);
    node.trend = trendOf(node, fresh);
    node.run = fresh;
    this.findMetric(node.group);
    // one that ended changes its place
    this.changed(wasRunning === isRunning(node) ? node : this.parentOf(node));
  }

  private async add(run: RunSummary): Promise<void> {
    const holder = this.holderOf(run);
    if (holder === undefined) return;
    if (holder.loaded) holder.loaded = [...holder.loaded, this.nodeFor(holder, run)].sort(byStart);
    if (run.children > 0) this.reopen(groupOf(holder)); // restored: its children stood at the top meanwhile
    this.findMetric(groupOf(holder));
    if (holder.kind === "run") await this.refreshRun(holder.run.id); // it has a child more, which may be its first
    this.changed(holder);
  }

  private remove(node: RunNode): void {
    this.known.delete(node.run.id);
    const holder = this.parentOf(node);
    if (holder?.loaded) holder.loaded = holder.loaded.filter((each) => each !== node);
    if (node.run.children > 0) this.reopen(node.group); // its children stand at the top now
    this.changed(holder);
  }

  /** Has its runs fetched anew at the next look. */
  reopen(group: GroupNode): void {
    group.loaded = undefined;
    group.next = undefined;
    this.changed(group);
  }

  /** The newest page of whatever is open; in another order, or with a filter, all that was open. */
  private async refreshPages(): Promise<void> {
    for (const group of this.groups ?? []) {
      if (group.loaded === undefined) continue;
      await this.fetchPage(group, undefined);
      this.changed(group);
    }
  }

  private async fetchPage(of: Holder, token: string | undefined): Promise<void> {
    const arrangement = this.arrangement();
    const isInOrder = arrangement.sort === "newest" && isNested(arrangement);
    const before = of.loaded ?? [];
    if (token === undefined && arrangement.sort === "best" && groupOf(of).metric === undefined) await this.peekAt(of);
    const limit =
      token === undefined && !isInOrder ? Math.min(largestPage, Math.max(pageSize, before.length)) : pageSize;
    const changed = new Set<string>();
    this.underWay.add(changed);
    const page = await this.runtime
      .door()
      .then((door) => fetchRuns(door, of, arrangement, { limit, token }))
      .finally(() => this.underWay.delete(changed));
    const fresh = page.runs.map((run) => this.nodeFor(of, run));
    const others = before.filter((node) => !fresh.includes(node));
    const last = fresh.at(-1);
    // a first page again: what lay beyond it still does, what is missing in it is gone
    const kept =
      token !== undefined ? others : isInOrder ? others.filter((node) => last && byStart(last, node) < 0) : [];
    of.loaded = token !== undefined ? [...kept, ...fresh] : [...fresh, ...kept];
    if (token !== undefined || kept.length === 0) of.next = page.next_page_token;
    this.findMetric(groupOf(of));
    await Promise.all([...changed].map((id) => this.refreshRun(id)));
  }

  /** The best first: which metric is meant has to be known before. */
  private async peekAt(of: Holder): Promise<void> {
    const page = await fetchRuns(
      await this.runtime.door(),
      of,
      { ...this.arrangement(), sort: "newest" },
      { limit: 50 },
    );
    this.findMetric(groupOf(of), page.runs);
  }

  private nodeFor(holder: Holder, run: RunSummary): RunNode {
    const known = this.known.get(run.id);
    if (known) {
      known.run = run;
      known.group = groupOf(holder);
      return known;
    }
    const node = createRunNode(groupOf(holder), run);
    this.known.set(run.id, node);
    return node;
  }

  private holderOf(run: RunSummary): Holder | undefined {
    const experiment = this.groups?.find((node) => node.value === run.experiment_id);
    return run.parent === undefined ? experiment : this.known.get(run.parent);
  }

  /** Chosen once there is a metric, and then kept: a tree whose numbers change their meaning misleads. */
  private findMetric(group: GroupNode, runs = loadedRuns(group)): void {
    if (group.metric !== undefined) return;
    group.metric = findPrimaryMetric(runs);
    if (group.metric !== undefined) this.changed(group);
  }
}

function loadedRuns({ loaded }: Holder): readonly RunSummary[] {
  return (loaded ?? []).slice(0, pageSize).map(({ run }) => run);
}

function isRunning({ run }: RunNode): boolean {
  return run.status === "RUNNING";
}

function trendOf({ run, group, trend }: RunNode, fresh: RunSummary): RunNode["trend"] {
  const before = findMetric(run, group.metric)?.value;
  const now = findMetric(fresh, group.metric)?.value;
  if (fresh.status !== "RUNNING" || before === undefined || now === undefined) return undefined;
  return now > before ? "up" : now < before ? "down" : trend;
}

/** As the runtime orders them. */
function byStart(a: RunNode, b: RunNode): number {
  return b.run.start_time - a.run.start_time || (a.run.id < b.run.id ? -1 : 1);
}
