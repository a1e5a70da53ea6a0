import { existsSync } from "node:fs";
import { join } from "node:path";
import { placesOf } from "../../runtime/kernel/home";
import { sharedFile } from "../../runtime/kernel/sharedFile";
import { createPolicy } from "../../runtime/registry/policy";
import { type Finding, good, problem } from "./finding";

/** What a team shares, as far as it says who may promote. */
export function checkPolicy(workspace: string): Finding {
  if (!existsSync(join(workspace, sharedFile))) return good(sharedFile, "none: nothing is asked of a version");
  const { problem: why, approvals, required } = createPolicy({ places: placesOf(workspace) })();
  if (why !== undefined)
    return problem(sharedFile, why.replace(`${sharedFile}: `, ""), "mend it: until then no version enters Production");
  const asked = [...approvals.map(({ stage, needed }) => `${needed} for ${stage}`), ...required];
  return good(sharedFile, asked.length === 0 ? "asks nothing of a version" : `asks of a version: ${asked.join(", ")}`);
}
