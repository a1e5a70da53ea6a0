import { type DeploymentStatus, readDeployment } from "../../shared/deployments";
import type { Output } from "../output";

/** A deployment as a program gets it, and as a person reads it after a change. */
export function tellDeployment(answer: unknown, { json, out }: { readonly json: boolean; readonly out: Output }): void {
  const status = readDeployment(answer, "reply");
  if (json) out.document(answer as object);
  else out.print(describe(status));
}

export function describe({ name, phase, reason, url, variants }: DeploymentStatus): string {
  const shares = variants.map((each) => `${each.name} ${each.weight}% (${each.model})`).join(", ");
  return [`${name}: ${phase}, ${shares}`, reason === "" ? "" : `  ${reason}`, `  ${url}`]
    .filter((line) => line !== "")
    .join("\n");
}
