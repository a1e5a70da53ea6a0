import { type Place, type Placed, placedYaml } from "../yaml/placedYaml";
import { checkDeployment, type Fault } from "./checkDeployment";
import type { Analysis, Deployment, Strategy } from "./deployment";
import { deploymentShape, type FileAnalysis, type FileContent, type FileStrategy } from "./deploymentSchema";
import { type Finding, top } from "./shape";

export interface DeploymentFile {
  /** Undefined while there is an error among the findings. */
  readonly deployment: Deployment | undefined;
  /** In the order of the file. */
  readonly findings: readonly Finding[];
}

const longest = 1_000_000;

/** Reads the text of a deployment file; whatever is wrong with it becomes a finding. */
export function readDeploymentFile(text: string): DeploymentFile {
  if (text.length > longest) return refused({ ...start, message: `${top}: longer than ${longest} characters` });
  const yaml = placedYaml(text);
  if ("fault" in yaml) return refused({ ...yaml.fault.place, message: `no YAML: ${yaml.fault.message}` });
  if (yaml.root.kind === "value" && yaml.root.value === null)
    return refused({ ...start, message: `${top}: is empty; expected apiVersion, kind, metadata and spec` });

  const findings: Finding[] = [];
  const add = (place: Place, message: string) => findings.push({ ...place, message, severity: "error" });
  const content = deploymentShape.read(yaml.root, top, { add });
  const read = content && deploymentOf(content);
  for (const { path, onKey, message, severity } of read ? checkDeployment(read) : []) {
    findings.push({ ...placeAt(yaml.root, path, onKey), message, severity });
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  const isSound = findings.every(({ severity }) => severity !== "error");
  return { deployment: isSound ? read : undefined, findings };
}

/** The first error as one line: what, where. Undefined without one. */
export function firstError(findings: readonly Finding[], file: string): string | undefined {
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return undefined;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `${file}:${first.line}:${first.column}: ${first.message}${more}`;
}

const start: Place = { line: 1, column: 1, end: { line: 1, column: 1 } };

function refused(finding: Omit<Finding, "severity">): DeploymentFile {
  return { deployment: undefined, findings: [{ ...finding, severity: "error" }] };
}

function deploymentOf({ metadata: { name }, spec }: FileContent): Deployment {
  return {
    name,
    variants: spec.variants,
    strategy: strategyOf(spec.strategy),
    sticky: { header: "x-user-id", field: "user_id", salt: name, ...spec.sticky },
    routing: spec.routing ?? [],
    analysis: spec.analysis && analysisOf(spec.analysis),
    logging: spec.logging,
    lowerIsBetter: spec.lowerIsBetter,
  };
}

function strategyOf({ canary, ab, shadow, blueGreen }: FileStrategy): Strategy {
  if (canary) return { kind: "canary", ...canary };
  if (ab) return { kind: "ab", weights: ab.weights.map(([variant, weight]) => ({ variant, weight })) };
  if (shadow) return { kind: "shadow", ...shadow };
  if (!blueGreen) throw new Error("a strategy was read that is none");
  const { autoPromotionSeconds, ...rest } = blueGreen;
  return { kind: "blueGreen", ...rest, autoPromotionAfter: autoPromotionSeconds * 1000 };
}

function analysisOf({ metrics, ...rest }: FileAnalysis): Analysis {
  return {
    ...rest,
    metrics: metrics.map(({ name, feedback = "", minOutcomes, thresholdRange, ratioToStable }) => ({
      metric: name ?? { kind: "feedback", name: feedback, minOutcomes },
      threshold: thresholdRange,
      ratio: ratioToStable,
    })),
  };
}

/** Where the value of a path stands, or its key; the nearest above it where the path is not in the file. */
function placeAt(root: Placed, path: Fault["path"], onKey: boolean): Place {
  let node = root;
  let place = root.place;
  for (const [depth, part] of path.entries()) {
    if (typeof part === "number") {
      const item = node.kind === "list" ? node.items[part] : undefined;
      if (item === undefined) return place;
      node = item;
      place = item.place;
    } else {
      const entry = node.kind === "map" ? node.entries.find(({ key }) => key === part) : undefined;
      if (entry === undefined) return place;
      node = entry.value;
      place = onKey && depth === path.length - 1 ? entry.keyPlace : node.place;
    }
  }
  return place;
}
