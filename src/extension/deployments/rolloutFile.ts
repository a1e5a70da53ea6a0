/** What a rollout is to be, as the questions ask for it. Weights are percent, times as the file writes them. */
export interface RolloutPlan {
  readonly name: string;
  /** `models:/churn/3` */
  readonly stable: string;
  readonly next: string;
  readonly strategy: PlannedStrategy;
  readonly gates: readonly PlannedGate[];
}

export type PlannedStrategy =
  /** `pause` undefined: each step waits until somebody promotes. */
  | { readonly kind: "canary"; readonly weights: readonly number[]; readonly pause: string | undefined }
  /** What the new version gets. */
  | { readonly kind: "ab"; readonly weight: number }
  | { readonly kind: "shadow"; readonly percentage: number }
  | { readonly kind: "blueGreen"; readonly automaticAfter: number | undefined };

export interface PlannedGate {
  readonly name: string;
  readonly limit: "thresholdRange" | "ratioToStable";
  readonly max: number;
}

/** Names of the two variants, in the words of each strategy. */
export const variantNames = {
  canary: ["stable", "canary"],
  ab: ["champion", "challenger"],
  shadow: ["live", "shadow"],
  blueGreen: ["blue", "green"],
} as const;

/** The deployment file, with a word where somebody who reads it later may want one. */
export function writeRolloutFile({ name, stable, next, strategy, gates }: RolloutPlan): string {
  const [first, second] = variantNames[strategy.kind];
  return [
    "apiVersion: tidemark/v1",
    "kind: Deployment",
    "metadata:",
    `  name: ${/^(true|false|null)$/i.test(name) ? JSON.stringify(name) : name}`, // no words of YAML
    "spec:",
    "  variants:",
    `    - name: ${first}`,
    `      model: ${quoted(stable)}`,
    `    - name: ${second}`,
    `      model: ${quoted(next)}`,
    "  strategy:",
    ...strategyLines(strategy),
    ...(gates.length > 0 ? analysisLines(gates) : []),
    "",
  ].join("\n");
}

function strategyLines(strategy: PlannedStrategy): string[] {
  const [first, second] = variantNames[strategy.kind];
  switch (strategy.kind) {
    case "canary":
      return [
        "    canary:",
        `      stable: ${first}`,
        `      canary: ${second}`,
        "      steps:",
        ...strategy.weights.flatMap((weight) => [
          `        - setWeight: ${weight}`,
          strategy.pause === undefined
            ? "        - pause: {} # until somebody promotes"
            : `        - pause: {duration: ${strategy.pause}}`,
        ]),
      ];
    case "ab":
      return [
        "    ab:",
        "      weights:",
        `        ${first}: ${Number((100 - strategy.weight).toFixed(6))}`,
        `        ${second}: ${strategy.weight}`,
      ];
    case "shadow":
      return [
        "    shadow:",
        `      active: ${first}`,
        `      mirror: ${second}`,
        `      mirrorPercentage: ${strategy.percentage}`,
      ];
    case "blueGreen":
      return [
        "    blueGreen:",
        `      active: ${first}`,
        `      preview: ${second}`,
        `      autoPromotionEnabled: ${strategy.automaticAfter !== undefined}`,
        ...(strategy.automaticAfter === undefined ? [] : [`      autoPromotionSeconds: ${strategy.automaticAfter}`]),
      ];
    default:
      return strategy satisfies never;
  }
}

function analysisLines(gates: readonly PlannedGate[]): string[] {
  return [
    "  analysis:",
    "    interval: 30s",
    "    failureLimit: 2",
    "    minRequests: 100",
    "    metrics:",
    ...gates.flatMap(({ name, limit, max }) => [`      - name: ${name}`, `        ${limit}: {max: ${max}}`]),
  ];
}

/** A model's name may hold what YAML reads otherwise. */
function quoted(text: string): string {
  return /^[\w.:/@-]+$/.test(text) ? text : JSON.stringify(text);
}

/** `1, 5, 25` or `1 % 5 % 25 %`; undefined for what is no rising list between 0 and 100. */
export function readWeights(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== "");
  const weights = parts.map(Number);
  const isRising = weights.every((weight, i) => weight > (weights[i - 1] ?? 0) && weight <= 100);
  return weights.length > 0 && isRising ? weights : undefined;
}

/** Whether one of these files is called so; to some disks `Churn.yaml` is `churn.yaml`. */
export function takenIn(files: readonly string[]): (name: string) => boolean {
  const taken = new Set(files.map((file) => file.toLowerCase()));
  return (name) => taken.has(`${name.toLowerCase()}.yaml`);
}

/** `churn`, or `churn-2` where that is taken. */
export function freeName(wish: string, isTaken: (name: string) => boolean): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wish : `${wish}-${i}`;
    if (!isTaken(name)) return name;
  }
}
