import { readDeploymentFile } from "../../core/rollout/deploymentFile";
import type { Output } from "../output";

/** Says all that is wrong with a deployment file, a line each; false: nothing can be made of it. */
export function checkFile(text: string, file: string, out: Output): boolean {
  const { deployment, findings } = readDeploymentFile(text);
  for (const { line, column, severity, message } of findings) {
    const what = severity === "error" ? message : `${severity}: ${message}`;
    out.note(`${file}:${line}:${column}: ${what.replaceAll(/\s*\n\s*/g, " ")}`);
  }
  return deployment !== undefined;
}
