export type { DeploymentStatus, Rollouts } from "./rollouts";
