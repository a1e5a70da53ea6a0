import * as vscode from "vscode";
import { findHindrances, type Hindrance } from "../../shared/gate";
import type { ModelDetail } from "../../shared/modelDetail";
import type { Stage } from "../../shared/models";
import { askInSteps, type Form, type Question } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";
import type { ModelChoice } from "./modelChoice";
import { askComment, askModel, askVersion } from "./modelQuestions";
import { getDetail, promote, type Version } from "./modelRequests";
import { stageWord } from "./modelText";

interface Answers extends ModelChoice {
  readonly version: number;
  readonly stage: Stage;
  /** Empty: none. */
  readonly alias: string;
  readonly comment: string;
}

/** Asks what is not known, says what would happen, and does it. */
export async function promoteModel(runtimes: Runtimes, known: Partial<ModelChoice>): Promise<void> {
  const answers = await askInSteps<Answers>(
    vscode.l10n.t("Promote model"),
    [
      askModel(runtimes) as Question<Answers>,
      askVersion() as Question<Answers>,
      askStage(),
      askAlias(),
      askComment(vscode.l10n.t("Why is it promoted?")),
    ],
    known,
  );
  if (answers === undefined) return;
  const hindrances = await hindrancesOf(answers, answers.stage);
  const consent = await confirm(answers, hindrances);
  if (!consent) return;
  const { stage, alias, comment } = answers;
  const moved = await promote(answers, {
    stage,
    comment,
    force: hindrances.length > 0,
    ...(alias !== "" && { alias }),
  });
  const said = vscode.l10n.t("{0} v{1} is in {2}.", moved.name, moved.version, stageWord(moved.stage));
  vscode.window.setStatusBarMessage(said, 8000);
}

const offered: readonly Stage[] = ["Production", "Staging", "Archived", "None"];

function askStage(): Question<Answers> {
  return {
    async ask(answers, form) {
      const { stage } = await form.pick({
        items: offerStages(answers as Version),
        placeholder: vscode.l10n.t("Choose the stage for {0} v{1}", answers.model ?? "", answers.version ?? 0),
      });
      return { stage };
    },
  };
}

interface OfferedStage extends vscode.QuickPickItem {
  readonly stage: Stage;
}

async function offerStages(of: Version): Promise<OfferedStage[]> {
  const detail = await getDetail(of);
  const version = detail.versions.find((each) => each.version === of.version);
  if (version === undefined) throw new Error(vscode.l10n.t("{0} has no version {1}.", of.model, of.version));
  return offered
    .filter((stage) => stage !== version.stage)
    .map((stage) => {
      const holder = detail.versions.find((each) => each.stage === stage)?.version;
      const missing = findHindrances(detail.policy, stage, version).map(sayHindrance);
      const isHeld = holder !== undefined && (stage === "Production" || stage === "Staging");
      return {
        stage,
        label: stageWord(stage),
        ...(isHeld && { description: vscode.l10n.t("v{0} is there and will be archived", holder) }),
        ...(missing.length > 0 && { detail: `$(warning) ${missing.join("; ")}` }),
      };
    });
}

interface OfferedAlias extends vscode.QuickPickItem {
  readonly alias: string;
  readonly isNew?: boolean;
}

function askAlias(): Question<Answers> {
  return {
    isAsked: ({ stage }) => stage !== "Archived" && stage !== "None",
    async ask(answers, form) {
      const picked = await form.pick({
        items: offerAliases(answers as Version),
        placeholder: vscode.l10n.t("Point an alias at v{0} as well?", answers.version ?? 0),
      });
      return { alias: picked.isNew ? await askNewAlias(form) : picked.alias };
    },
  };
}

async function offerAliases(of: Version): Promise<OfferedAlias[]> {
  const { versions } = await getDetail(of);
  return [
    { alias: "", label: vscode.l10n.t("No alias") },
    ...versions.flatMap(({ version, aliases }) =>
      aliases.map((alias) => ({ alias, label: `@${alias}`, description: vscode.l10n.t("now v{0}", version) })),
    ),
    { alias: "", label: "", kind: vscode.QuickPickItemKind.Separator },
    { alias: "", isNew: true, label: `$(add) ${vscode.l10n.t("Create new alias…")}` },
  ];
}

/** Without the @ that it may be typed with. */
export async function askNewAlias(form: Form): Promise<string> {
  const prompt = vscode.l10n.t("Name of the alias, such as champion");
  return (await form.input({ prompt, validate: checkAlias })).replace(/^@/, "");
}

function checkAlias(value: string): string | undefined {
  const name = value.replace(/^@/, "");
  if (!/^[\p{L}\p{N}_-]{1,255}$/u.test(name)) return vscode.l10n.t("Letters, digits, _ and - only.");
  return /^(latest|v\d+)$/i.test(name) ? vscode.l10n.t("{0} is reserved.", name) : undefined;
}

async function hindrancesOf(of: Version, stage: Stage): Promise<Hindrance[]> {
  const { policy, versions }: ModelDetail = await getDetail(of);
  const version = versions.find((each) => each.version === of.version);
  return version === undefined ? [] : findHindrances(policy, stage, version);
}

/** Into Production, and past a gate, only after a second look. */
async function confirm({ model, version, stage }: Answers, hindrances: readonly Hindrance[]): Promise<boolean> {
  if (stage !== "Production" && hindrances.length === 0) return true;
  const question = vscode.l10n.t("Promote {0} v{1} to {2}?", model, version, stageWord(stage));
  const act = hindrances.length > 0 ? vscode.l10n.t("Promote All the Same") : vscode.l10n.t("Promote");
  const detail =
    hindrances.length > 0
      ? vscode.l10n.t(
          "tidemark.yaml asks for what is missing: {0}. The audit trail will say that it was done without.",
          hindrances.map(sayHindrance).join("; "),
        )
      : vscode.l10n.t("The version that is there now is archived. Rolling back brings it back.");
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) === act;
}

function sayHindrance(hindrance: Hindrance): string {
  switch (hindrance.kind) {
    case "policy":
      return hindrance.problem;
    case "rejected":
      return vscode.l10n.t("rejected by {0}", hindrance.by.join(", "));
    case "approvals":
      return vscode.l10n.t("{0} of {1} approvals", hindrance.given, hindrance.needed);
    case "fact":
      return vscode.l10n.t("no {0}", hindrance.name);
    default:
      return hindrance satisfies never;
  }
}
