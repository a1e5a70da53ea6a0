import { pythonJson } from "../../core/dvc/pythonJson";
import type { Value } from "../../core/dvc/values";
import { whyText } from "../../shared/repro";
import { shownAddress } from "./dvcStatus";
import type { Look } from "./looks";
import type { ProjectNode, StageNode } from "./node";
import { isChanged, type StageChanges, whyOf } from "./stageChanges";

export interface StatusRow {
  readonly name: string;
  /** In a few words; empty of what is up to date. */
  readonly why: string;
  /** Parameters with what they were and are: `lr  0.1 → 0.2`. */
  readonly values: readonly string[];
}

export function statusRow(node: ProjectNode, look: Look, folder: string): StatusRow {
  const name = shownAddress(node, folder);
  if (node.kind === "file") {
    const { deps, checksum } = look.importChanges(node);
    const changed = [
      ...deps.map((each) => `${each.name} ${each.state}`),
      ...look.fileChanges(node).map(({ out, state }) => `${out.out.path} ${state}`),
      ...(checksum ? ["its file was edited by hand"] : []),
    ];
    return { name, why: changed.join(", "), values: [] };
  }
  const changes = look.changesOf(node);
  if (!isChanged(changes, node.stage)) return { name, why: "", values: [] };
  return { name, why: whyText(whyOf(changes)), values: changes.isNew ? [] : valuesOf(node, changes, look) };
}

function valuesOf({ lock }: StageNode, { params }: StageChanges, look: Look): string[] {
  return params.flatMap(({ entry, state }) => {
    if (typeof state === "string") return [];
    const [before, after] = [lock?.params[entry.path] ?? {}, look.params(entry) ?? {}];
    return [...state.keys()].map((name) => `${name}  ${short(before[name])} → ${short(after[name])}`);
  });
}

function short(value: Value | undefined): string {
  if (value === undefined) return "none";
  const text = typeof value === "string" ? value : pythonJson(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
