export { isCountedSince, readTraffic } from "./readTraffic";
export type { DeploymentStatus, Rollouts } from "./rollouts";
