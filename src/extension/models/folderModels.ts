import type { DeploymentStatus } from "../../shared/deployments";
import { type ModelSummary, readModels } from "../../shared/models";
import { readRunSummary } from "../../shared/runs";
import { findAllServed } from "../deployments/rolloutFacts";
import { Refused } from "../runtime/door";
import type { Change, FolderRuntime } from "../runtime/folderRuntime";
import type { ModelNode, ModelsNode, OriginNode, ServingNode, VersionNode } from "./modelNodes";

const kinds = new Set(["model", "model-version", "all"]);

/** The models of one folder, as far as somebody looked. */
export class FolderModels {
  private models: ModelNode[] | undefined;

  constructor(
    readonly runtime: FolderRuntime,
    /** Undefined: all of the folder. */
    private readonly changed: (node: ModelsNode | undefined) => void,
    private readonly served: () => readonly DeploymentStatus[],
  ) {}

  /** Undefined: nobody has looked yet. */
  get count(): number | undefined {
    return this.models?.length;
  }

  async list(): Promise<ModelNode[]> {
    this.models ??= await this.fetch();
    return this.models;
  }

  /** Asked for when a version is opened: most never are. */
  async originOf(node: VersionNode): Promise<OriginNode[]> {
    if (node.version.run === undefined) return [];
    node.origin ??= { kind: "origin", of: node, run: await this.fetchRun(node.version.run) };
    return [node.origin];
  }

  /** Brings up to date who answers with which version; what stays the same stays as it is drawn. */
  followServed(): void {
    for (const model of this.models ?? [])
      for (const node of model.versions) if (serve(node, this.served())) this.changed(node);
  }

  /** Forgets what is here, so that the next look fetches. */
  forget(): void {
    this.models = undefined;
  }

  /** Brings what is shown up to date with what the runtime says has changed. */
  async follow(changes: readonly Change[]): Promise<void> {
    if (this.models === undefined) return;
    if (changes.some(({ kind }) => kinds.has(kind))) await this.refresh();
    const runs = new Set(changes.filter(({ kind }) => kind === "run").map(({ id }) => id));
    if (runs.size > 0) await this.refreshOrigins(runs);
  }

  private async refresh(): Promise<void> {
    const before = this.models ?? [];
    const texts = new Map(before.map((node) => [node, JSON.stringify(node.model)]));
    const fresh = await this.fetch();
    this.models = fresh;
    const isSame = fresh.length === before.length && fresh.every((node, i) => node === before[i]);
    if (!isSame) this.changed(undefined);
    else for (const node of fresh) if (texts.get(node) !== JSON.stringify(node.model)) this.changed(node);
  }

  private async refreshOrigins(runs: ReadonlySet<string>): Promise<void> {
    for (const model of this.models ?? [])
      for (const version of model.versions) {
        const { origin } = version;
        if (origin === undefined || version.version.run === undefined || !runs.has(version.version.run)) continue;
        origin.run = await this.fetchRun(version.version.run);
        this.changed(origin);
      }
  }

  private async fetch(): Promise<ModelNode[]> {
    const door = await this.runtime.reader();
    if (door === undefined) return []; // nothing may be started here, and nothing runs
    const { models } = await door.get("/api/tidemark/v1/models", readModels);
    const before = new Map(this.models?.map((node) => [node.model.name, node]));
    return models.filter(({ kind }) => kind === "model").map((model) => this.nodeFor(before.get(model.name), model));
  }

  private nodeFor(known: ModelNode | undefined, model: ModelSummary): ModelNode {
    const node: ModelNode = known ?? { kind: "model", runtime: this.runtime, model, versions: [] };
    const before = new Map(node.versions.map((each) => [each.version.version, each]));
    node.model = model;
    node.versions = model.versions.map((version) => {
      const line: VersionNode = before.get(version.version) ?? {
        kind: "version",
        of: node,
        version,
        origin: undefined,
        serving: [],
      };
      line.version = version;
      serve(line, this.served());
      return line;
    });
    return node;
  }

  /** Undefined for one that was purged. */
  private async fetchRun(id: string): Promise<OriginNode["run"]> {
    const door = await this.runtime.reader();
    try {
      return await door?.get(`/api/tidemark/v1/runs/${encodeURIComponent(id)}`, readRunSummary);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }
}

/** Says whether anything of it changed. */
function serve(node: VersionNode, deployments: readonly DeploymentStatus[]): boolean {
  const { version, of } = node;
  const found = findAllServed(deployments, of.model.name, version.version);
  const texts = (serving: readonly Pick<ServingNode, "deployment" | "variant" | "weight">[]) =>
    JSON.stringify(serving.map(({ deployment, variant, weight }) => [deployment, variant, weight]));
  const fresh = found.map(
    ({ deployment, variant }): ServingNode => ({
      kind: "serving",
      of: node,
      deployment: deployment.name,
      variant: variant.name,
      weight: variant.weight,
    }),
  );
  if (texts(fresh) === texts(node.serving)) return false;
  node.serving = fresh;
  return true;
}
