import type { Engine } from "../engine/engine";
import { Refusal } from "../refusal";
import type { FrontOptions } from "./front";

/** Of an endpoint with one model there is nothing to choose, but the version that a path may name. */
export function chooseOnly(engine: Engine): FrontOptions["choose"] {
  const { name, version } = engine.facts;
  const choice = { variant: { name: "", engine } };
  return (_headers, _fields, wanted) => {
    if (wanted !== undefined && wanted !== version)
      throw new Refusal(404, `Model '${name}' has version ${version} here, not ${wanted}`);
    return choice;
  };
}
