import * as vscode from "vscode";
import type { VersionSummary } from "../../shared/models";
import type { Question } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { ModelChoice } from "./modelChoice";
import { listModels } from "./modelRequests";
import { countVersions, describeVersion } from "./modelText";

/** Which model, where it was not said. */
export function askModel(runtimes: Runtimes): Question<ModelChoice> {
  return {
    isAsked: ({ model }) => model === undefined,
    async ask(_answers, form) {
      const { runtime, label } = await form.pick({
        items: offerModels(runtimes),
        placeholder: vscode.l10n.t("Choose a model"),
      });
      return { runtime, model: label };
    },
  };
}

interface OfferedModel extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
}

/** A heading for each folder where there are several. */
async function offerModels(runtimes: Runtimes): Promise<OfferedModel[]> {
  const all = runtimes.all();
  const found = await Promise.all(all.map((runtime) => listModels(runtime)));
  if (found.every((models) => models.length === 0)) throw new Error(vscode.l10n.t("No model is registered yet."));
  return all.flatMap((runtime, i) => {
    const items = (found[i] ?? []).map((model) => ({
      runtime,
      label: model.name,
      description: countVersions(model),
    }));
    const heading = { runtime, label: runtime.folder.name, kind: vscode.QuickPickItemKind.Separator };
    return all.length > 1 ? [heading, ...items] : items;
  });
}

/** Which version, newest first. `isFit` leaves out what the act makes no sense for. */
export function askVersion(isFit: (version: VersionSummary) => boolean = () => true): Question<ModelChoice> {
  return {
    isAsked: ({ version }) => version === undefined,
    async ask({ runtime, model }, form) {
      const { version } = await form.pick({
        items: offerVersions(runtime, model, isFit),
        placeholder: vscode.l10n.t("Choose a version of {0}", model ?? ""),
      });
      return { version };
    },
  };
}

interface OfferedVersion extends vscode.QuickPickItem {
  readonly version: number;
}

async function offerVersions(
  runtime: FolderRuntime | undefined,
  model: string | undefined,
  isFit: (version: VersionSummary) => boolean,
): Promise<OfferedVersion[]> {
  const models = runtime === undefined ? [] : await listModels(runtime);
  const found = models.find(({ name }) => name === model)?.versions ?? [];
  const fit = found.filter(isFit);
  if (fit.length === 0) throw new Error(vscode.l10n.t("{0} has no version for that.", model ?? ""));
  return fit.map((version) => ({
    version: version.version,
    label: `v${version.version}`,
    description: describeVersion(version, Date.now()),
    ...(version.run_name !== undefined && { detail: vscode.l10n.t("from {0}", version.run_name) }),
  }));
}

/** Why, in the user's words; may be left empty. */
export function askComment<A extends { comment: string }>(prompt: string): Question<A> {
  return {
    async ask(_answers, form) {
      const comment = await form.input({
        prompt,
        placeholder: vscode.l10n.t("Comment for the audit trail (may be empty)"),
        validate: (value) => (value.length > 2000 ? vscode.l10n.t("At most 2,000 characters.") : undefined),
      });
      return { comment: comment.trim() } as Partial<A>;
    },
  };
}
