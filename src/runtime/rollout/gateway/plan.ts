import type { Deployment } from "../../../core/rollout/deployment";
import type { OpenModel } from "../../serving/serving";

/** Who applies a file that nobody applied: an alias in it went to another version. */
export const aliasMoved = "alias";

/** Beside its plan, while what goes by is counted for monitors. */
export const watchedFile = "watched.json";

/** What a gateway is to do: written by the runtime, kept beside the gateway's state. */
export interface Plan {
  readonly deployment: Deployment;
  /** The file as it was applied. */
  readonly text: string;
  /** Where it lies, relative to the workspace where it is inside. */
  readonly file: string;
  /** By variant. */
  readonly models: Readonly<Record<string, OpenModel>>;
  readonly host: string;
  /** 0 before the first start: any that is free. */
  readonly port: number;
  readonly apiKey: string | undefined;
  readonly by: string;
  readonly at: number;
}

/** What a running gateway says of itself in its folder. */
export interface GatewayFile {
  readonly pid: number;
  readonly url: string;
  /** Where it takes orders. */
  readonly control: string;
  readonly token: string;
}
