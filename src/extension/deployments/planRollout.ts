import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { plainName } from "../../core/rollout/plainName";
import type { VersionSummary } from "../../shared/models";
import type { ModelChoice } from "../models/modelChoice";
import { askModel } from "../models/modelQuestions";
import { listModels } from "../models/modelRequests";
import { describeVersion } from "../models/modelText";
import { askInSteps, type Question } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";
import { freeName, type PlannedStrategy, takenIn, writeRolloutFile } from "./rolloutFile";
import { type Answers, askGates, askKind, askShare } from "./rolloutQuestions";

/** Asks for a rollout in steps, writes its deployment file and opens it. Nothing is deployed by that. */
export async function planRollout(runtimes: Runtimes, known: Partial<ModelChoice>): Promise<void> {
  const { version, ...model } = known;
  const answers = await askInSteps<Answers>(
    vscode.l10n.t("A/B or canary"),
    [
      askModel(runtimes) as Question<Answers>,
      askKind(),
      askStable(version),
      askNext(version),
      askShare(),
      askGates(),
      askName(),
    ],
    model,
  );
  if (answers === undefined) return;
  const { runtime, name, model: of, stable, next, strategy, gates } = answers;
  const file = fileOf(runtime.path, name);
  const text = writeRolloutFile({
    name,
    stable: `models:/${of}${stable}`,
    next: `models:/${of}${next}`,
    strategy: strategy as PlannedStrategy,
    gates: gates ?? [],
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: "wx" }); // what is there stays
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

interface OfferedVersion extends vscode.QuickPickItem {
  /** `/3` or `@champion`, as an address ends. */
  readonly end: string;
  readonly version: number;
}

function askStable(known: number | undefined): Question<Answers> {
  return {
    async ask(answers, form) {
      const { end } = await form.pick({
        items: offerVersions(answers as Answers, () => true),
        placeholder: vscode.l10n.t("Which version of {0} answers now?", answers.model ?? ""),
        // what serves, else the one before the one that somebody came with
        active: ({ description, version }) =>
          known === undefined
            ? (description?.includes(vscode.l10n.t("Production")) ?? false)
            : version !== known && (version < known || known === 1),
      });
      return { stable: end };
    },
  };
}

function askNext(known: number | undefined): Question<Answers> {
  return {
    async ask(answers, form) {
      const { end } = await form.pick({
        items: offerVersions(answers as Answers, (each) => each !== answers.stable),
        placeholder: vscode.l10n.t("Which version is to be tried beside it?"),
        ...(known !== undefined && { active: ({ version }: OfferedVersion) => version === known }),
      });
      return { next: end };
    },
  };
}

async function offerVersions(
  { runtime, model }: Answers,
  isFit: (end: string) => boolean,
): Promise<readonly OfferedVersion[]> {
  const found = (await listModels(runtime)).find(({ name }) => name === model)?.versions ?? [];
  if (found.length < 2)
    throw new Error(vscode.l10n.t("{0} has one version; a rollout is between two. Register another first.", model));
  const versions = found.map((version: VersionSummary) => ({
    end: `/${version.version}`,
    version: version.version,
    label: `v${version.version}`,
    description: describeVersion(version, Date.now()),
  }));
  const aliases = found.flatMap(({ version, aliases: names }) =>
    names.map((alias) => ({
      end: `@${alias}`,
      version,
      label: `@${alias}`,
      description: vscode.l10n.t("now v{0}", version),
    })),
  );
  const heading = { end: "", version: 0, label: vscode.l10n.t("By alias"), kind: vscode.QuickPickItemKind.Separator };
  const fit = aliases.filter(({ end }) => isFit(end));
  return [...versions.filter(({ end }) => isFit(end)), ...(fit.length > 0 ? [heading, ...fit] : [])];
}

function askName(): Question<Answers> {
  return {
    async ask({ runtime, model = "" }, form) {
      const isTaken = takenIn(await readdir(dirname(fileOf(runtime?.path ?? "", "x"))).catch(() => []));
      const name = await form.input({
        prompt: vscode.l10n.t("Name of the deployment; it stands in its address, and deploy/NAME.yaml is its file"),
        value: freeName(plainName(model), isTaken),
        validate: (value) => {
          if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(value))
            return vscode.l10n.t("Letters, digits, -, _ and . only, 63 at most.");
          return isTaken(value) ? vscode.l10n.t("deploy/{0}.yaml is there already.", value) : undefined;
        },
      });
      return { name };
    },
  };
}

function fileOf(folder: string, name: string): string {
  return join(folder, "deploy", `${name}.yaml`);
}
