import * as vscode from "vscode";
import { storedFileRoute } from "../../shared/artifacts";
import { object, oneOf, string } from "../../shared/readers";
import { type ArtifactAddress, keyOf } from "../artifacts/artifactAddress";
import { readTableHeadText } from "../artifacts/tableText";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { fileAt } from "./git";
import { codeOf, fileInRun, repositoryOf } from "./runCode";

const codeScheme = "tidemark-code";

const kinds = ["committed", "code", "params", "tags", "packages", "table", "nothing"] as const;

/** What a read-only document shows. It stands in its address, so that it can be made again after a restart. */
export interface CodeDocument {
  /**
   * `committed`: as committed, before what the run changed. `code`: as the run had it. `table`: the head of a binary
   * table. `nothing`: the side of a file that is on the other only.
   */
  readonly kind: (typeof kinds)[number];
  readonly run: string;
}

const readDocument = object<CodeDocument>({ kind: oneOf(...kinds), run: string });

export function codeUri(runtime: FolderRuntime, path: string, document: CodeDocument): vscode.Uri {
  return vscode.Uri.from({
    scheme: codeScheme,
    authority: keyOf(runtime.folder),
    path: `/${path.replace(/^\/+/, "")}`,
    query: JSON.stringify(document),
  });
}

/** Code, params and packages of runs as documents for the editor's own diff. */
export function registerCodeDocuments(runtimes: Runtimes): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(codeScheme, {
    async provideTextDocumentContent(uri) {
      const runtime = runtimes.all().find(({ folder }) => keyOf(folder) === uri.authority);
      if (runtime === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return textOf(runtime, uri.path.slice(1), readDocument(JSON.parse(uri.query), "document"));
    },
  });
}

async function textOf(runtime: FolderRuntime, path: string, { kind, run }: CodeDocument): Promise<string> {
  switch (kind) {
    case "nothing":
      return "";
    case "table":
      return readTableHeadText({ runtime, run, path: path.replace(/\.txt$/, "") } satisfies ArtifactAddress);
    case "packages":
      return packagesOf(runtime, run);
    case "params":
    case "tags": {
      const detail = (await codeOf(runtime, run)).run;
      const lines = detail[kind].filter(({ key }) => kind === "params" || !isOfOneRun(key));
      return lines
        .map(({ key, value }) => `${key}: ${oneLine(value)}\n`)
        .sort()
        .join("");
    }
    case "committed":
    case "code": {
      const code = await codeOf(runtime, run);
      const place = await repositoryOf(code, runtime);
      if (kind === "code") return fileInRun(code, place, path);
      return fileAt(place.root, place.commit, code.patch.files.find((file) => file.path === path)?.from ?? path);
    }
    default:
      return kind satisfies never;
  }
}

/** Tags that are never the same in two runs, and say nothing of why they differ. */
function isOfOneRun(key: string): boolean {
  return ["mlflow.runName", "tidemark.launch", "mlflow.log-model.history", "mlflow.runColor"].includes(key);
}

/** One line a value, so that lines can be compared. */
function oneLine(value: string): string {
  return value.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}

async function packagesOf(runtime: FolderRuntime, run: string): Promise<string> {
  const { provenance } = await codeOf(runtime, run);
  if (provenance?.packages_path === undefined) return "";
  const door = await runtime.door();
  return new TextDecoder().decode(await door.bytes("GET", storedFileRoute(provenance.packages_path)));
}
