import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pythonOrSkip } from "../../interop/venv";
import { ownFolder } from "../ownFolder";
import { picture, row, showRuns, type Window } from "../window";

/** MLflow as its quick start has it: no address, no token, no import of ours. It trains until somebody has seen it. */
const script = `import itertools
import os
import time
import mlflow

mlflow.set_experiment("churn-sweep")
with mlflow.start_run(run_name="calm-heron"):
    mlflow.log_param("depth", 6)
    for epoch in itertools.count():
        mlflow.log_metric("train_loss", 0.7 / (1 + 0.1 * epoch), step=epoch)
        mlflow.log_metric("val_auc", 0.9 - 0.4 / (1 + 0.2 * epoch), step=epoch)
        print(f"epoch {epoch}", flush=True)
        time.sleep(0.1)
        if os.path.exists("enough"):
            break
`;

describe("a script in VS Code's terminal, with nothing configured", function () {
  this.timeout(300_000);
  const own = ownFolder("terminal");
  const { folder } = own;
  let window: Window;

  before(async function () {
    const python = await pythonOrSkip(this);
    writeFileSync(join(folder, "train.py"), script);
    symlinkSync(resolve(python, "../.."), join(folder, ".venv"));
    window = await own.openWindow();
  });

  it("is in the tree while it trains", async () => {
    const { page } = window;
    await window.command("Terminal: Create New Terminal");
    const screen = page.locator(".terminal-wrapper.active .xterm-screen");
    await screen.getByText(/churn[#$%>]/).waitFor();
    await page.waitForTimeout(2000); // a person's time to begin to type
    await screen.click();
    await page.keyboard.type(".venv/bin/python train.py\n");
    await showRuns(page);
    const line = row(page, "calm-heron");
    await line.waitFor({ timeout: 60_000 });
    await line.locator(".codicon-sync").waitFor();
    await line.getByText(/^0\.\d+( [▲▼])? · step [1-9]\d*$/).waitFor();
    await picture(page, "live-from-terminal");
    writeFileSync(join(folder, "enough"), "");
    await line.locator(".codicon-check").waitFor({ timeout: 60_000 });
    await line.getByText(/^0\.[5-9]\d* · \d/).waitFor();
  });
});
