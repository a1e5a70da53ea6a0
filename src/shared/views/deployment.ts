import { boolean, object, optional, type Reader, string } from "../readers";

export interface DeploymentParams {
  readonly deployment: string;
  /** Begins with the part where a request can be tried. */
  readonly tries?: boolean;
}

export const readDeploymentParams = object<DeploymentParams>({
  deployment: string,
  tries: optional(boolean) as Reader<boolean>,
});
