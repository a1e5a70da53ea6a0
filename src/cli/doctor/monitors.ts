import { sharedFile } from "../../runtime/kernel/sharedFile";
import { followMonitors } from "../../runtime/monitoring/sharedMonitors";
import { type Finding, good, problem } from "./finding";

/** What tidemark.yaml has watched; undefined where it says nothing of that. */
export function checkMonitors(workspace: string): Finding[] {
  const { monitors, faults } = followMonitors(workspace)();
  const wrong = faults
    .filter((fault) => fault.includes(" monitors"))
    .map((fault) =>
      problem(sharedFile, fault.replace(/^tidemark\.yaml:/, "line "), "mend it: until then it watches nothing"),
    );
  if (monitors.length === 0) return wrong;
  const said = `${monitors.length} ${monitors.length === 1 ? "monitor" : "monitors"}`;
  return [...wrong, good(sharedFile, `watches: ${said}`)];
}
