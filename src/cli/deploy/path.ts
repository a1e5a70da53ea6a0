export const deployments = "/api/tidemark/v1/deployments";

export function deploymentPath(name: string, act = ""): string {
  return `${deployments}/${encodeURIComponent(name)}${act === "" ? "" : `/${act}`}`;
}
