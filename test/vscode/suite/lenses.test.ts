import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { until } from "../until";
import { trainingScript } from "../workspace";

describe("the lenses of a training script", () => {
  const file = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "lenses.py");

  before(() => writeFileSync(file, trainingScript));
  after(() => rmSync(file));

  const look = async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      vscode.Uri.file(file),
      10,
    );
    return lenses.flatMap(({ command }) => (command?.command.startsWith("tidemark.") ? [command] : []));
  };

  it("carry no arguments and keep their command, so that one that is drawn anew still takes its click", async () => {
    await vscode.workspace.openTextDocument(file);
    const first = await until(async () => {
      const found = await look();
      return found.length > 0 && found;
    }, "a lens");
    assert.deepEqual(
      first.map((each) => each.arguments ?? []),
      first.map(() => []),
    );
    assert.deepEqual(
      (await look()).map(({ command }) => command),
      first.map(({ command }) => command),
    );
  });
});
