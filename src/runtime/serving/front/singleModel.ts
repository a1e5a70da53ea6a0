import { userId } from "../../../core/rollout/assignment";
import type { Engine } from "../engine/engine";
import { Refusal } from "../refusal";
import type { FrontOptions } from "./front";

/** A user's id stands where that of a deployment does unless its file says otherwise. */
const sticky = { header: "x-user-id", field: "user_id" };

/** Of an endpoint with one model there is nothing to choose, but the version that a path may name. */
export function chooseOnly(engine: Engine, isUserKept: boolean): FrontOptions["choose"] {
  const { name, version } = engine.facts;
  const choice = { variant: { name: "", engine } };
  return (headers, fields, wanted) => {
    if (wanted !== undefined && wanted !== version)
      throw new Refusal(404, `Model '${name}' has version ${version} here, not ${wanted}`);
    return isUserKept ? { ...choice, user: userId(sticky, { headers, fields }) } : choice;
  };
}
