import * as vscode from "vscode";
import type { ValidationParams } from "../../shared/views/validation";
import { findFiles } from "../explain/findFiles";
import { askInSteps } from "../pick/steps";
import { type AskedTable, askTable, knownTable } from "../quality/askTable";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

interface Asked extends AskedTable {
  /** null: one is proposed. */
  readonly suite: string | null;
}

export interface ValidationChoice {
  readonly runtime: FolderRuntime;
  readonly params: ValidationParams;
}

/** The table and the suite, or the wish for a proposed one. Undefined: the user left. */
export async function chooseValidation(
  runtimes: Runtimes,
  args: readonly unknown[],
): Promise<ValidationChoice | undefined> {
  const asked = await askInSteps<Asked>(
    vscode.l10n.t("Validate data"),
    [
      askTable<Asked>(vscode.l10n.t("Which table is validated?")),
      {
        async ask({ runtime }, form) {
          const suites = await findFiles(runtime as FolderRuntime, suitePattern);
          const { suite } = await form.pick({
            items: [
              ...suites.map((path) => ({ label: `$(checklist) ${path}`, suite: path as string | null })),
              {
                label: vscode.l10n.t("$(sparkle) Propose a suite"),
                description: vscode.l10n.t("from what the table is like now"),
                suite: null,
              },
            ],
            placeholder: vscode.l10n.t("Which suite of expectations says how it should be?"),
          });
          return { suite };
        },
      },
    ],
    knownTable(runtimes, args) as Partial<Asked>,
  );
  if (!asked) return undefined;
  const { runtime, data, suite } = asked;
  return { runtime, params: suite === null ? { data, propose: true } : { data, suite } };
}

/** Where Great Expectations keeps suites, and how they are called elsewhere. */
const suitePattern = "{**/expectations/**/*.json,**/*.suite.json,**/*suite*.json,**/*expectations*.json}";
