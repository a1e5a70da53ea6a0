import { object, optional, type Reader, string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import { modelOf, type ServingNode } from "../models/modelNodes";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { DeploymentsNode } from "./deploymentNodes";

/** What a command on deployments was given; what is missing it asks for. */
export interface DeploymentChoice {
  readonly runtime: FolderRuntime;
  readonly name: string;
}

/** What a page's menu hands over: `data-vscode-context`. */
const readContext = object<{ tidemarkDeployment?: string }>({
  tidemarkDeployment: optional(string) as Reader<string>,
});

/** A line of this tree or of that of models; a page's menu; or a name from a page. Without one the user is asked. */
export function deploymentIn(args: readonly unknown[], runtimes: Runtimes): Partial<DeploymentChoice> {
  const [first] = args;
  if (isDeploymentsNode(first)) return choiceOf(first);
  if (isServing(first)) return { runtime: modelOf(first).runtime, name: first.deployment };
  const runtime = folderIn(args, runtimes);
  if (runtime === undefined) return {};
  if (typeof first === "string" && !first.startsWith("file://")) return { runtime, name: first };
  if (typeof first !== "object" || first === null || Array.isArray(first)) return {};
  const { tidemarkDeployment: name } = readContext(first, "context");
  return name === undefined ? {} : { runtime, name };
}

function choiceOf(node: DeploymentsNode): Partial<DeploymentChoice> {
  if (node.kind === "folder") return { runtime: node.runtime };
  if (node.kind === "monitor") {
    const { runtime, monitor } = node;
    return { runtime, ...(monitor.target.kind === "deployment" && { name: monitor.target.name }) };
  }
  const { runtime, deployment } = node.kind === "variant" ? node.of : node;
  return { runtime, name: deployment.name };
}

function isDeploymentsNode(value: unknown): value is DeploymentsNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (["deployment", "variant", "monitor"].includes(String(value.kind)) ||
      (value.kind === "folder" && "runtime" in value))
  );
}

function isServing(value: unknown): value is ServingNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "serving";
}
