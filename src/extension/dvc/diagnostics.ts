import type * as vscode from "vscode";
import { checkFile } from "../../core/dvc/checkedFile";
import { checkPipeline } from "../../core/dvc/editing/checkPipeline";
import { fileKind } from "../../core/dvc/editing/keyWords";
import { dvcFileRule, lockFileRule } from "../../core/dvc/fileRules";
import { diagnostic, firstLine, TypedDiagnostics } from "../diagnostics/typedDiagnostics";
import type { ProjectTexts } from "./projectTexts";
import { rangeOf } from "./range";

/** What is wrong with DVC's files that are open, as they are typed. A pipeline rests on other files as well: params.yaml is one. */
export function dvcDiagnostics(texts: ProjectTexts, log: vscode.LogOutputChannel): TypedDiagnostics {
  return new TypedDiagnostics({
    name: "tidemark-dvc",
    covers: ({ uri }) => uri.scheme === "file" && fileKind(uri.path) !== undefined,
    look: (document) => look(texts, document),
    restsOnOthers: true,
    failed: ({ uri }, error) => log.error(`${uri.fsPath}: ${String(error)}`),
  });
}

async function look(texts: ProjectTexts, document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const kind = fileKind(document.uri.path);
  if (kind !== "pipeline") {
    const { faults } = await checkFile(document.getText(), kind === "lock" ? lockFileRule : dvcFileRule);
    return faults.map(({ message, from, to }) =>
      diagnostic(firstLine(document, document.positionAt(from), document.positionAt(to)), message, "error"),
    );
  }
  const read = await texts.pipeline(document);
  if (!read) return [];
  const { pipeline, files, project } = read;
  const paths = pipeline.stages.flatMap(({ deps, outs }) =>
    [...deps, ...outs].flatMap(({ target }) => (target.kind === "local" ? [target.path] : [])),
  );
  const faults = await checkPipeline({
    pipeline,
    files,
    others: await texts.others(read),
    dvcFiles: await texts.dvcFilesAt(project, paths),
    exists: (path) => texts.exists(project, path),
  });
  return faults.map(({ message, place, severity }) => {
    const { start, end } = rangeOf(place);
    return diagnostic(firstLine(document, start, end), message, severity);
  });
}
