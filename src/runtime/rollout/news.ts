import type { DeploymentStatus } from "./rollouts";

/** What is new in the deployments since it was asked last, as far as a reader would see it. */
export function createNews(): (statuses: readonly DeploymentStatus[]) => { name: string; state: "changed" | "gone" }[] {
  let last = new Map<string, string>();
  return (statuses) => {
    const now = new Map<string, string>();
    for (const { name, phase, step, weights, requests, reason, variants, down } of statuses) {
      const live = variants.map(({ isUp, recent }) => [isUp, recent?.perSecond.toFixed(1), recent?.p95?.toFixed(1)]);
      now.set(name, JSON.stringify([phase, step, weights, requests, reason, live, down]));
    }
    const changed = [...now].filter(([name, said]) => last.get(name) !== said);
    const gone = [...last.keys()].filter((name) => !now.has(name));
    last = now;
    return [
      ...changed.map(([name]) => ({ name, state: "changed" as const })),
      ...gone.map((name) => ({ name, state: "gone" as const })),
    ];
  };
}
