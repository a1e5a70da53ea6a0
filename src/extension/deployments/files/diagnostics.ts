import * as vscode from "vscode";
import { modelFaults } from "../../../core/rollout/editing/modelFaults";
import type { Finding } from "../../../core/rollout/shape";
import { diagnostic, firstLine, TypedDiagnostics } from "../../diagnostics/typedDiagnostics";
import type { Runtimes } from "../../runtime/runtimes";
import { isDeploymentText } from "./fileHeader";
import type { KnownModels } from "./knownModels";
import { readIn } from "./readFile";

/** What is wrong with the deployment files that are open, as they are typed. */
export function deploymentDiagnostics(
  runtimes: Runtimes,
  models: KnownModels,
  log: vscode.LogOutputChannel,
): TypedDiagnostics {
  return new TypedDiagnostics({
    name: "tidemark",
    covers: ({ languageId }) => languageId === "yaml",
    restsOnOthers: false,
    async look(document) {
      const text = document.getText();
      if (!isDeploymentText(text)) return undefined;
      const runtime = runtimes.find(document.uri);
      const known = runtime && (await models.of(runtime));
      const findings = readIn(document).findings.map((finding) => diagnosticOf(finding, document));
      const unknown = (known ? modelFaults(text, known) : []).map(({ from, to, message }) =>
        diagnostic(new vscode.Range(document.positionAt(from), document.positionAt(to)), message, "warning"),
      );
      return [...findings, ...unknown];
    },
    failed: ({ uri }, error) => log.error(`${uri.fsPath}: ${String(error)}`),
  });
}

function diagnosticOf({ line, column, end, message, severity }: Finding, document: vscode.TextDocument) {
  const from = new vscode.Position(line - 1, column - 1);
  const to = new vscode.Position(end.line - 1, end.column - 1);
  return diagnostic(firstLine(document, from, to), message, severity);
}
