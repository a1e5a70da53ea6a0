import * as vscode from "vscode";
import { type LatestPrediction, readExplainedRow, readLatestPredictions } from "../../shared/explanation";
import { formatSince } from "../../shared/format";
import { folderIn } from "../commands/runArguments";
import { type DeploymentChoice, deploymentIn } from "../deployments/deploymentChoice";
import { askDeployment } from "../deployments/deploymentQuestions";
import { askInSteps, type Question } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import type { ExplainChoice } from "./chooseExplanation";

interface Asked extends DeploymentChoice {
  /** Empty: the user types it. */
  readonly request: string;
  /** When it was answered, if it was picked. */
  readonly at?: number;
}

interface OfferedPrediction extends vscode.QuickPickItem {
  readonly request: string;
  readonly at?: number;
}

const most = 200;
const day = 24 * 60 * 60 * 1000;

/** A logged prediction: one of the latest of a deployment, or one whose request's id is known. */
export async function choosePrediction(
  runtimes: Runtimes,
  args: readonly unknown[],
): Promise<ExplainChoice | undefined> {
  const asked = await askInSteps<Asked>(
    vscode.l10n.t("Explain prediction"),
    [
      askDeployment(runtimes) as Question<Asked>,
      {
        isAsked: ({ request }) => request === undefined,
        async ask({ runtime, name }, form) {
          const { request, at } = await form.pick({
            items: offerPredictions(runtime as FolderRuntime, name ?? ""),
            placeholder: vscode.l10n.t("Which of the latest predictions of {0}?", name ?? ""),
          });
          return { request, ...(at !== undefined && { at }) };
        },
      },
      {
        isAsked: ({ request }) => request === "",
        async ask(_, form) {
          const request = await form.input({
            prompt: vscode.l10n.t("The request's id, as the answer's x-request-id header says it"),
            validate: (value) => (value.trim() === "" ? vscode.l10n.t("An id is needed.") : undefined),
          });
          return { request: request.trim() };
        },
      },
    ],
    knownOf(args, runtimes),
  );
  return asked && choiceOf(asked);
}

/** A deployment, and perhaps the id of a request as a page has it. */
function knownOf(args: readonly unknown[], runtimes: Runtimes): Partial<Asked> {
  const [first, second] = args;
  const isRequest = typeof second === "string" && !second.startsWith("file://");
  if (typeof first === "string" && isRequest) {
    const runtime = folderIn(args, runtimes);
    return runtime === undefined ? {} : { runtime, name: first, request: second };
  }
  return deploymentIn(args, runtimes);
}

async function offerPredictions(runtime: FolderRuntime, name: string): Promise<OfferedPrediction[]> {
  const query = new URLSearchParams({ endpoint: name, limit: String(most) });
  const path = `/api/tidemark/v1/predictions/latest?${query}`;
  const { predictions } = await (await runtime.door()).get(path, readLatestPredictions);
  return [
    ...predictions.map(offered),
    { label: vscode.l10n.t("$(edit) Another request…"), alwaysShow: true, request: "" },
  ];
}

function offered({ request, at, variant, prediction }: LatestPrediction): OfferedPrediction {
  return {
    label: prediction,
    description: `${formatSince(at, { now: Date.now(), seconds: true })} · ${variant}`,
    detail: request,
    request,
    at,
  };
}

/** The page shows it among those of its day. */
async function choiceOf({ runtime, name, request, at }: Asked): Promise<ExplainChoice> {
  const path = `/api/tidemark/v1/explain/request/${encodeURIComponent(request)}`;
  const known = at === undefined ? await (await runtime.door()).get(path, readExplainedRow) : undefined;
  const when = at ?? known?.at ?? Date.now();
  const endpoint = known?.endpoint ?? name;
  const span =
    Date.now() - when < day * 0.9
      ? "last=24h"
      : `from=${new Date(when - day / 2).toISOString()}&to=${new Date(when + day / 2).toISOString()}`;
  return { runtime, params: { name: endpoint, data: `predictions:${endpoint}?${span}`, request } };
}
