import { sharedFile } from "../../runtime/kernel/sharedFile";
import { checkShared } from "../../runtime/pipeline/schedule/checkShared";
import { type Finding, good, problem } from "./finding";

/** What tidemark.yaml plans of pipelines; undefined where it says nothing of them. */
export async function checkPlan(workspace: string): Promise<Finding[]> {
  const { faults, ...counts } = await checkShared(workspace);
  if (faults.length > 0)
    return faults.map((fault) =>
      problem(sharedFile, fault.replace(/^tidemark\.yaml:/, "line "), "mend it: until then nothing of it is run"),
    );
  const said = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  return said.length === 0 ? [] : [good(sharedFile, `reads: ${said.join(", ")}`)];
}
