import { parseModelUri } from "../../core/mlflow/modelUri";
import type { DeploymentStatus, VariantStatus } from "../../shared/deployments";

/** What stands out of a deployment, the worst first: nobody answers, a gate fails, traffic was taken back. */
export type Health = "down" | "degraded" | "trouble" | "paused" | "progressing" | "healthy";

export const healthOrder: readonly Health[] = ["down", "degraded", "trouble", "paused", "progressing", "healthy"];

export function healthOf(deployment: DeploymentStatus): Health {
  const { phase, down, variants, watch } = deployment;
  if (down !== undefined || variants.some((each) => isDown(deployment, each))) return "down";
  if (phase === "Degraded") return "degraded";
  if (Object.values(watch).some(({ lastFailed }) => lastFailed)) return "trouble";
  if (phase === "Paused") return "paused";
  return phase === "Progressing" ? "progressing" : "healthy";
}

/** One that should answer, or get copies, and does not run. */
export function isDown({ mirror, down }: DeploymentStatus, { name, weight, isUp }: VariantStatus): boolean {
  return (!isUp || down !== undefined) && (weight > 0 || mirror?.variant === name);
}

/** `v3` of a registered model; the variant's own name where the file names no version. */
export function versionLabel({ name, model, version }: VariantStatus): string {
  return /^models:/i.test(model) && /^\d+$/.test(version) ? `v${version}` : name;
}

/** Who has most of the requests. */
export function mainVariant({ variants }: DeploymentStatus): VariantStatus | undefined {
  return variants.reduce<VariantStatus | undefined>(
    (most, each) => (most === undefined || each.weight > most.weight ? each : most),
    undefined,
  );
}

export function requestsPerSecond({ variants, mirror }: DeploymentStatus): number {
  const answering = variants.filter(({ name }) => name !== mirror?.variant);
  return answering.reduce((sum, { recent }) => sum + (recent?.perSecond ?? 0), 0);
}

/** Of a canary: which of its weights it is at, from 1, of how many. A step is a weight; the pause after it belongs to it. */
export function stepOf({ strategy: { steps }, step }: DeploymentStatus): { readonly at: number; readonly of: number } {
  const isWeight = ({ kind }: (typeof steps)[number]) => kind === "setWeight";
  const of = steps.filter(isWeight).length;
  return { at: Math.min(of, Math.max(1, steps.slice(0, step + 1).filter(isWeight).length)), of };
}

/** The weight that a canary goes to when somebody promotes it one step; 100 after the last. */
export function nextWeight({ strategy: { steps }, step }: DeploymentStatus): number {
  return steps.slice(step + 1).find(({ kind }) => kind === "setWeight")?.weight ?? 100;
}

/** The variant that was there, and those that are tried beside it. */
export function sidesOf({ strategy, variants }: DeploymentStatus): {
  readonly steady: string;
  readonly coming: readonly string[];
} {
  const names = variants.map(({ name }) => name);
  const steady = strategy.stable ?? strategy.active ?? names[0] ?? "";
  const named = strategy.canary ?? strategy.mirror ?? strategy.preview;
  return { steady, coming: named === undefined ? names.filter((name) => name !== steady) : [named] };
}

/** Whether there is a way forward that somebody may open. */
export function mayPromote(deployment: DeploymentStatus): boolean {
  const { strategy, phase, weights } = deployment;
  const { coming } = sidesOf(deployment);
  if (coming.length === 0) return false;
  if (strategy.kind === "canary") return phase === "Progressing" || phase === "Paused";
  return strategy.kind === "ab" || coming.some((name) => (weights[name] ?? 0) < 100);
}

/** Only a canary goes on by itself from step to step. */
export function mayPause({ strategy, phase }: DeploymentStatus): boolean {
  return strategy.kind === "canary" && phase === "Progressing";
}

export function mayRollBack(deployment: DeploymentStatus): boolean {
  return deployment.phase !== "Degraded" && sidesOf(deployment).coming.length > 0;
}

export interface Serving {
  readonly deployment: DeploymentStatus;
  readonly variant: VariantStatus;
}

/** Who answers with this version of a model. */
export function findAllServed(deployments: readonly DeploymentStatus[], model: string, version: number): Serving[] {
  return deployments.flatMap((deployment) =>
    deployment.variants
      .filter((variant) => modelName(variant) === model && variant.version === String(version))
      .map((variant) => ({ deployment, variant })),
  );
}

/** Changes when another version answers, or gets another share; not with each request. */
export function servedText(deployments: readonly DeploymentStatus[]): string {
  return JSON.stringify(
    deployments.map(({ name, variants }) => [
      name,
      variants.map(({ model, version, weight }) => [model, version, weight]),
    ]),
  );
}

/** The first of them. */
export function findServed(
  deployments: readonly DeploymentStatus[],
  model: string,
  version: number,
): Serving | undefined {
  return findAllServed(deployments, model, version)[0];
}

/** Of an address in the registry. */
function modelName({ model }: VariantStatus): string | undefined {
  const uri = parseModelUri(model);
  return uri === undefined || uri.by === "id" ? undefined : uri.name;
}
