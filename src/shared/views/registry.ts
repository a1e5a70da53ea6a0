import { integer, object, optional, type Reader, string } from "../readers";

export interface RegistryParams {
  readonly model: string;
  /** The version that is chosen first. */
  readonly version?: number;
}

export const readRegistryParams = object<RegistryParams>({
  model: string,
  version: optional(integer) as Reader<number>,
});
