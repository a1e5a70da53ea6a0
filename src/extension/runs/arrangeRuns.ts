import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { list, object } from "../../shared/readers";
import { nameOfColumn, type RunColumn, readRunColumn } from "../../shared/runTable";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { Sort } from "./arrangement";
import { type GroupNode, groupId, type RunsNode } from "./runNodes";
import type { RunsTree } from "./runsTree";
import type { ViewState } from "./viewState";

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** One question; undefined when the user left. `now` is marked and stands ready. */
async function askOne<T>(
  title: string,
  items: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  placeholder: string,
  now?: T,
): Promise<T | undefined> {
  const answer = await askInSteps<{ chosen: Choice<T> }>(title, [
    {
      ask: async (_, form) => ({
        chosen: await form.pick({ items, placeholder, active: ({ value }) => value === now }),
      }),
    },
  ]);
  return answer?.chosen.value;
}

export async function chooseSort(state: ViewState): Promise<void> {
  const { t } = vscode.l10n;
  const items: Choice<Sort>[] = [
    { label: t("Newest First"), value: "newest", iconPath: new vscode.ThemeIcon("clockface") },
    { label: t("Best Metric First"), value: "best", iconPath: new vscode.ThemeIcon("star-full") },
    { label: t("Name"), value: "name", iconPath: new vscode.ThemeIcon("case-sensitive") },
    { label: t("Longest First"), value: "duration", iconPath: new vscode.ThemeIcon("watch") },
  ];
  const sort = await askOne(t("Sort runs"), items, t("Order of the runs in each group"), state.arrangement.sort);
  if (sort !== undefined) await state.arrange({ sort });
}

export async function chooseGroup(runtimes: Runtimes, state: ViewState): Promise<void> {
  const { t } = vscode.l10n;
  const group = await askOne(
    t("Group runs"),
    groupings(runtimes),
    t("What runs of a group have in common"),
    state.arrangement.group,
  );
  if (group !== undefined) await state.arrange({ group });
}

async function groupings(runtimes: Runtimes): Promise<Choice<string>[]> {
  const { t } = vscode.l10n;
  const columns = (await Promise.all(runtimes.all().map((runtime) => columnsOf(runtime)))).flat();
  // one value for all, or one for each, groups nothing
  const useful = columns.filter(({ kind, distinct, count }) => kind !== "metric" && distinct > 1 && distinct < count);
  const found = [...new Map(useful.map((column) => [column.key, column])).values()];
  const choices = (kind: RunColumn["kind"], icon: string) =>
    found
      .filter((column) => column.kind === kind && !isOwn(nameOfColumn(column.key)))
      .map(({ key, distinct }) => ({
        label: nameOfColumn(key),
        description: t("{0} values", formatCount(distinct)),
        iconPath: new vscode.ThemeIcon(icon),
        value: key,
      }));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, value: "" });
  const params = choices("param", "symbol-parameter");
  const tags = choices("tag", "tag");
  return [
    { label: t("Experiment"), value: "experiment", iconPath: new vscode.ThemeIcon("beaker") },
    { label: t("Status"), value: "status", iconPath: new vscode.ThemeIcon("pulse") },
    { label: t("Script"), value: "script", iconPath: new vscode.ThemeIcon("file-code") },
    ...(params.length > 0 ? [separator(t("Params")), ...params] : []),
    ...(tags.length > 0 ? [separator(t("Tags")), ...tags] : []),
  ];
}

/** Tags that the tools write for themselves. */
function isOwn(name: string): boolean {
  return /^(mlflow\.(runName|user|log-model|source\.|parentRunId|note)|tidemark\.)/.test(name);
}

export async function chooseMetric(
  node: RunsNode | undefined,
  { runtimes, tree, state }: { runtimes: Runtimes; tree: RunsTree; state: ViewState },
): Promise<void> {
  const { t } = vscode.l10n;
  const group = node?.kind === "group" ? node : node?.kind === "run" ? node.group : await chooseAGroup(runtimes, tree);
  if (group === undefined) return;
  const metric = await askOne(
    t("Metric of {0}", group.facts.name ?? ""),
    metricsOf(group),
    t("Stands beside each run"),
    group.metric,
  );
  if (metric === undefined) return;
  group.metric = metric;
  await state.arrange({ metrics: { ...state.arrangement.metrics, [groupId(group)]: metric } });
}

async function chooseAGroup(runtimes: Runtimes, tree: RunsTree): Promise<GroupNode | undefined> {
  const groups = (await Promise.all(runtimes.all().map((runtime) => tree.of(runtime).listGroups()))).flat();
  if (groups.length < 2) return groups[0];
  const items = groups.map((group) => ({
    label: group.facts.name ?? "–",
    description: group.metric ?? "",
    value: group,
  }));
  return askOne(vscode.l10n.t("Choose metric"), items, vscode.l10n.t("Of which runs?"));
}

async function metricsOf(group: GroupNode): Promise<Choice<string>[]> {
  const columns = await columnsOf(group.runtime, group.by === "experiment" ? group.value : undefined);
  const found = columns.filter(({ kind }) => kind === "metric");
  const isSystem = ({ key }: RunColumn) => nameOfColumn(key).startsWith("system/");
  return [...found.filter((column) => !isSystem(column)), ...found.filter(isSystem)].map(({ key, count }) => ({
    label: nameOfColumn(key),
    description: count === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", formatCount(count)),
    value: nameOfColumn(key),
  }));
}

const readColumns = object<{ columns: RunColumn[] }>({ columns: list(readRunColumn) });

async function columnsOf(runtime: FolderRuntime, experiment?: string): Promise<RunColumn[]> {
  const door = await runtime.reader();
  const query = experiment === undefined ? {} : { experiments: [experiment] };
  return (await door?.post("/api/tidemark/v1/table", query, readColumns))?.columns ?? [];
}
