import type { Plan } from "./plan";

/** Names what outcomes are compared of: other models, or users shared out otherwise, are another experiment. */
export function comparedIn({ deployment: { strategy, sticky }, models }: Plan): string {
  const { kind } = strategy;
  const weights = kind === "ab" ? strategy.weights : undefined;
  const served = Object.entries(models).map(([variant, { name, version, path, stamp }]) => [
    variant,
    name,
    version,
    path,
    stamp,
  ]);
  return JSON.stringify({ kind, weights, salt: sticky.salt, served });
}
