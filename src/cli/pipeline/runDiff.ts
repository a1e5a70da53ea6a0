import type { Changes } from "../../core/dvc/compare/diffValues";
import type { FileResults } from "../../runtime/pipeline/compare/gather";
import { openCompare } from "../../runtime/pipeline/compare/openCompare";
import { warningsOf } from "../../runtime/pipeline/project";
import type { ProjectAt } from "../../runtime/pipeline/revisions/projectAt";
import type { Call } from "../verb";
import { changeColumns, changesDocument, rowsOf } from "./compareTable";
import { type compareOptions, revisionsOf, targetPaths, tellErrors, writeRows } from "./compareWords";

export interface DiffKind {
  /** `Metric` or `Param`. */
  readonly what: string;
  readonly hasChange: boolean;
  readonly digits?: number;
  gather(project: ProjectAt, targets: readonly string[]): Promise<FileResults>;
  compare(old: FileResults | undefined, fresh: FileResults | undefined): Changes;
}

async function workspaceFaults(project: ProjectAt | undefined) {
  return ((await project?.pipelines()) ?? []).flatMap(({ faults }) => faults);
}

/** Two states of a project beside each other. */
export async function runDiff(call: Call<typeof compareOptions>, kind: DiffKind): Promise<number> {
  const { workspace, words, options, json, out } = call;
  const { old, fresh } = revisionsOf(words);
  const comparing = openCompare(workspace);
  try {
    const targets = targetPaths(options.targets, comparing);
    const found = new Map<string, FileResults>();
    if (await comparing.revisions.hasCommits()) {
      const states = await comparing.states({ revs: [old, fresh], workspace: true });
      for (const [name, project] of states)
        if (name === old || name === fresh) found.set(name, await kind.gather(project, targets));
      if (kind.what === "Param" && states.has("workspace"))
        for (const line of warningsOf({ faults: await workspaceFaults(states.get("workspace")) }))
          out.note(`tidemark: ${line}`);
    }
    const changes = found.size === 0 ? new Map() : kind.compare(found.get(old), found.get(fresh));
    if (json) out.document(changesDocument(changes, comparing));
    else {
      const rows = rowsOf(changes, comparing);
      const shape = { what: kind.what, old, fresh, hasPath: !options["no-path"], hasChange: kind.hasChange };
      const columns = changeColumns(kind.digits === undefined ? shape : { ...shape, digits: kind.digits });
      if (rows.length > 0) writeRows(out, columns, rows, options.md);
      else out.note(found.size === 0 ? "no commits to compare with" : `${old} and ${fresh} are the same`);
    }
    const told = [...found].map(([state, results]) => ({ state, results }));
    return tellErrors(out, told, targets.length > 0);
  } finally {
    comparing.close();
  }
}
