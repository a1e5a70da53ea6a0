import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { type CompareParams, readCompareParams } from "../../shared/views/compare";
import { type DataDiffParams, readDataDiffParams } from "../../shared/views/dataDiff";
import { type DeploymentParams, readDeploymentParams } from "../../shared/views/deployment";
import { type DriftParams, readDriftParams } from "../../shared/views/drift";
import { type ExplainParams, readExplainParams } from "../../shared/views/explain";
import { type FairnessParams, readFairnessParams } from "../../shared/views/fairness";
import { type PipelineParams, readPipelineParams } from "../../shared/views/pipeline";
import { type QualityParams, readQualityParams } from "../../shared/views/quality";
import { type RegistryParams, readRegistryParams } from "../../shared/views/registry";
import { type RunParams, readRunParams } from "../../shared/views/run";
import { type RunTableParams, readRunTableParams } from "../../shared/views/runTable";
import { readValidationParams, type ValidationParams } from "../../shared/views/validation";
import type { PageKind } from "./pageKind";

/** Every page there is. A title that needs a name says the least until the page has read it. */
export const runTablePage: PageKind<RunTableParams> = {
  name: "runTable",
  readParams: readRunTableParams,
  identity: ({ experiments }) => (experiments ?? []).join(" "),
  title: () => vscode.l10n.t("Runs"),
};

export const comparePage: PageKind<CompareParams> = {
  name: "compare",
  readParams: readCompareParams,
  identity: ({ runs }) => [...runs].sort().join(" "),
  title: ({ runs }) => vscode.l10n.t("Compare: {0} runs", formatCount(runs.length)),
  keepsDrawing: true,
};

export const runPage: PageKind<RunParams> = {
  name: "run",
  readParams: readRunParams,
  identity: ({ run }) => run,
  title: () => vscode.l10n.t("Run"),
};

export const registryPage: PageKind<RegistryParams> = {
  name: "registry",
  readParams: readRegistryParams,
  identity: ({ model }) => model,
  title: ({ model }) => vscode.l10n.t("Model: {0}", model),
};

export const deploymentPage: PageKind<DeploymentParams> = {
  name: "deployment",
  readParams: readDeploymentParams,
  identity: ({ deployment }) => deployment,
  title: ({ deployment }) => vscode.l10n.t("Deployment: {0}", deployment),
};

export const pipelinePage: PageKind<PipelineParams> = {
  name: "pipeline",
  readParams: readPipelineParams,
  // one that is open can be asked for another pipeline of its folder
  identity: () => "",
  title: () => vscode.l10n.t("Pipeline"),
};

export const dataDiffPage: PageKind<DataDiffParams> = {
  name: "dataDiff",
  readParams: readDataDiffParams,
  identity: ({ project, path, from, to }) => JSON.stringify([project, path, from, to]),
  title: ({ project, path }) => vscode.l10n.t("Data diff: {0}", path ?? project),
};

export const driftPage: PageKind<DriftParams> = {
  name: "drift",
  readParams: readDriftParams,
  identity: ({ monitor, reference, current }) => JSON.stringify(monitor ?? [reference, current]),
  title: ({ monitor, current }) => vscode.l10n.t("Drift: {0}", monitor ?? current?.split("/").at(-1) ?? ""),
};

export const explainPage: PageKind<ExplainParams> = {
  name: "explain",
  readParams: readExplainParams,
  identity: ({ model, data, background }) => JSON.stringify([model, data, background]),
  title: ({ name, model }) => vscode.l10n.t("Explain: {0}", name ?? model ?? ""),
};

export const qualityPage: PageKind<QualityParams> = {
  name: "quality",
  readParams: readQualityParams,
  identity: (params) => JSON.stringify(params),
  title: ({ data }) => vscode.l10n.t("Quality: {0}", data.split("/").at(-1) ?? ""),
};

export const fairnessPage: PageKind<FairnessParams> = {
  name: "fairness",
  readParams: readFairnessParams,
  identity: ({ data, actual, prediction }) => JSON.stringify([data, actual, prediction]),
  title: ({ data }) => vscode.l10n.t("Fairness: {0}", data.split("/").at(-1) ?? ""),
};

export const validationPage: PageKind<ValidationParams> = {
  name: "validation",
  readParams: readValidationParams,
  identity: ({ data, suite }) => JSON.stringify([data, suite]),
  title: ({ data }) => vscode.l10n.t("Validation: {0}", data.split("/").at(-1) ?? ""),
};

export const pageKinds = [
  runTablePage,
  comparePage,
  runPage,
  registryPage,
  deploymentPage,
  pipelinePage,
  dataDiffPage,
  driftPage,
  explainPage,
  qualityPage,
  fairnessPage,
  validationPage,
] as const;
