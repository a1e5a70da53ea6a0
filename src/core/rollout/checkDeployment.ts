import { didYouMean } from "../../shared/suggest";
import { type Deployment, type Gate, gateName, type Range, type Strategy } from "./deployment";

/** What is wrong between parts that are right each by itself. */
export interface Fault {
  readonly path: readonly (string | number)[];
  /** The key is at fault, not its value. */
  readonly onKey: boolean;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** Weights that miss 100 by less come from thirds written out. */
const slack = 1e-6;

export function checkDeployment(deployment: Deployment): Fault[] {
  const faults: Fault[] = [];
  const add = (path: Fault["path"], message: string, more: Partial<Fault> = {}) =>
    faults.push({ path, onKey: false, severity: "error", ...more, message: `${written(path)}: ${message}` });
  const names = deployment.variants.map(({ name }) => name);

  for (const [i, name] of names.entries())
    if (names.indexOf(name) < i)
      add(["spec", "variants", i, "name"], `'${name}' is the name of variant ${names.indexOf(name) + 1} already`);

  for (const { path, variant, onKey } of mentions(deployment))
    if (!names.includes(variant))
      add(path, `no variant is named '${variant}'.${didYouMean(variant, names) || ` There are ${names.join(", ")}.`}`, {
        onKey,
      });

  checkStrategy(deployment.strategy, add);
  for (const [i, gate] of (deployment.analysis?.metrics ?? []).entries())
    checkGate(gate, ["spec", "analysis", "metrics", i], add);
  if (deployment.analysis && deployment.analysis.interval <= 0)
    add(["spec", "analysis", "interval"], "expected more than nothing");

  const used = new Set(mentions(deployment).map(({ variant }) => variant));
  for (const [i, name] of names.entries())
    if (!used.has(name) && names.indexOf(name) === i)
      add(["spec", "variants", i, "name"], `'${name}' gets no requests: neither the strategy nor a rule names it`, {
        severity: "warning",
      });
  return faults;
}

interface Mention {
  readonly path: Fault["path"];
  readonly variant: string;
  readonly onKey: boolean;
}

/** Wherever a variant is spoken of. */
function mentions({ strategy, routing }: Deployment): Mention[] {
  const at = ["spec", "strategy", strategy.kind];
  const by = (key: string, variant: string): Mention => ({ path: [...at, key], variant, onKey: false });
  const rules = routing.map(({ variant }, i) => ({ path: ["spec", "routing", i, "variant"], variant, onKey: false }));
  switch (strategy.kind) {
    case "canary":
      return [by("stable", strategy.stable), by("canary", strategy.canary), ...rules];
    case "ab":
      return [
        ...strategy.weights.map(({ variant }) => ({ path: [...at, "weights", variant], variant, onKey: true })),
        ...rules,
      ];
    case "shadow":
      return [by("active", strategy.active), by("mirror", strategy.mirror), ...rules];
    case "blueGreen":
      return [by("active", strategy.active), by("preview", strategy.preview), ...rules];
    default:
      return strategy satisfies never;
  }
}

type Add = (path: Fault["path"], message: string) => void;

function checkStrategy(strategy: Strategy, add: Add): void {
  const at = ["spec", "strategy", strategy.kind];
  if (strategy.kind === "ab") {
    const sum = strategy.weights.reduce((total, { weight }) => total + weight, 0);
    if (Math.abs(sum - 100) > slack) add([...at, "weights"], `they add up to ${Number(sum.toFixed(6))}, not to 100`);
    return;
  }
  const [first, second, key] = pairOf(strategy);
  if (first === second) add([...at, key], `'${second}' cannot be both; name two variants`);
}

/** The variant that is there, the one that comes, and the key of that one. */
function pairOf(strategy: Exclude<Strategy, { kind: "ab" }>): readonly [string, string, string] {
  switch (strategy.kind) {
    case "canary":
      return [strategy.stable, strategy.canary, "canary"];
    case "shadow":
      return [strategy.active, strategy.mirror, "mirror"];
    case "blueGreen":
      return [strategy.active, strategy.preview, "preview"];
    default:
      return strategy satisfies never;
  }
}

function checkGate({ metric, threshold, ratio }: Gate, at: Fault["path"], add: Add): void {
  const name = gateName(metric);
  if (threshold === undefined && ratio === undefined)
    add(at, `${name} has no limit: expected thresholdRange or ratioToStable`);
  if (metric.kind === "drift" && ratio !== undefined)
    add([...at, "ratioToStable"], `${name} is a comparison with the stable variant already: use thresholdRange`);
  for (const [key, range] of [
    ["thresholdRange", threshold],
    ["ratioToStable", ratio],
  ] as const)
    if (range && isEmpty(range)) add([...at, key], `min ${range.min} is above max ${range.max}`);
}

function isEmpty({ min, max }: Range): boolean {
  return min !== undefined && max !== undefined && min > max;
}

function written(path: Fault["path"]): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${part}`)).join("");
}
