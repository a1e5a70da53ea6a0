import { type DeploymentStatus, readDeployment, readDeployments } from "../../shared/deployments";
import { askRuntime } from "../deploy/askRuntime";
import { deploymentPath, deployments } from "../deploy/path";
import type { Output } from "../output";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const deployStatus = defineVerb({
  usage: "[NAME]",
  about: `Without a name: all deployments of the workspace. Times are of the last seconds.

Examples:
  tidemark deploy status
  tidemark deploy status churn --json`,
  options: {},
  words: { least: 0, most: 1 },
  async run({ workspace, words: [name], json, out }) {
    const answer = await askRuntime(workspace, "GET", name === undefined ? deployments : deploymentPath(name));
    if (json) out.document(answer as object);
    else if (name !== undefined) tell(readDeployment(answer, "reply"), out);
    else {
      const all = readDeployments(answer, "reply").deployments;
      if (all.length > 0 || !out.isTerminal) writeTable(out, columns, all);
      if (all.length === 0) out.note("no deployments; `tidemark deploy apply FILE` makes one");
    }
    return 0;
  },
});

const columns: Column<DeploymentStatus>[] = [
  { title: "name", text: ({ name }) => name },
  { title: "phase", text: ({ phase }) => phase },
  {
    title: "weights",
    text: ({ variants }) => variants.map(({ name, weight }) => `${name} ${weight}%`).join(", "),
  },
  { title: "url", text: ({ url }) => url, least: "whole" },
  { title: "reason", text: ({ reason }) => reason, yields: 1 },
];

function tell(status: DeploymentStatus, out: Output): void {
  out.print(`${status.name}: ${status.phase}${status.reason === "" ? "" : ` (${status.reason})`}`);
  out.print(status.url);
  writeTable(out, variantColumns, status.variants);
}

const variantColumns: Column<DeploymentStatus["variants"][number]>[] = [
  { title: "variant", text: ({ name }) => name },
  { title: "model", text: ({ model, version }) => (model.endsWith(`/${version}`) ? model : `${model} (${version})`) },
  { title: "weight", align: "right", text: ({ weight }) => `${weight}%` },
  { title: "requests", align: "right", text: ({ requests }) => String(requests) },
  { title: "per second", align: "right", text: ({ recent }) => (recent?.perSecond ?? 0).toFixed(1) },
  { title: "p95 ms", align: "right", text: ({ recent }) => recent?.p95?.toFixed(1) ?? "-" },
  {
    title: "errors",
    align: "right",
    text: ({ recent }) => (recent?.errorRate === undefined ? "-" : `${(100 * recent.errorRate).toFixed(1)}%`),
  },
  {
    title: "state",
    text: ({ isUp, restarts }) =>
      !isUp ? "being started again" : restarts === 0 ? "up" : `up, restarted ${restarts}×`,
  },
];
