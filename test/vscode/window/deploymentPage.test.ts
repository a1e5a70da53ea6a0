import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { readDeployment } from "../../../src/shared/deployments";
import { formatCount } from "../../../src/shared/format";
import { askMany, closeAgent, deploy, register, removeAll, tell } from "../../webview/deployment/scene";
import { expectNames } from "../../webview/names";
import { until } from "../until";
import { openWindow, pageFrame, picture, showRuns, type Window } from "../window";
import { makeWorkspace } from "../workspace";

const root = resolve(__dirname, "../../../..");
const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), 1 + Math.cos(i), 0.1 * (i % 7), 1, 0.2, i % 3]);

describe("the page of a deployment, in a window as a person has it", function () {
  this.timeout(300_000);
  const temporary = mkdtempSync(join(tmpdir(), "tidemark-deployment-page-"));
  const folder = join(temporary, "shop");
  let window: Window;
  let door: Door;
  let url: string;

  before(async () => {
    makeWorkspace(folder);
    window = await openWindow({
      extension: root,
      folder,
      home: join(temporary, "home"),
      theme: process.env.TIDEMARK_THEME === "light" ? "light" : "dark",
    });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await picture(window.page, `failed ${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    if (door) await removeAll({ door }, "churn-api");
    await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
    door?.close();
    closeAgent();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  });

  const frame = (): Promise<Frame> => pageFrame(window.page, "deployment");
  const status = () => door.get("/api/tidemark/v1/deployments/churn-api", readDeployment);
  const modal = () => window.page.locator(".monaco-dialog-box");

  it("opens from the palette, and shows what the deployment does", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    door = await until(() => joinRuntime(folder), "a runtime");
    await register(door, "churn", ["risk", "risk-next"]);
    url = await deploy(
      { folder, door },
      {
        name: "churn-api",
        variants: { v1: "models:/churn@champion", v2: "models:/churn@challenger" },
        strategy: "{canary: {stable: v1, canary: v2, steps: [{setWeight: 25}, {pause: {}}]}}",
        more: "  analysis: {interval: 1s, minRequests: 30, metrics: [{name: error-rate, thresholdRange: {max: 0.01}}, {name: prediction-drift-psi, thresholdRange: {max: 2}}]}\n",
      },
    );
    const given = await askMany(url, 600, rows);
    await tell(
      url,
      given.map((_, i) => ({ user_id: `u${i}`, metric: "accepted", value: i % 3 === 0 })),
    );
    await window.command("Tidemark: Open Deployment…");
    await window.page.locator(".quick-input-widget .monaco-list-row", { hasText: "churn-api" }).click();
    const page = await frame();
    await window.page.locator(".tab", { hasText: "Deployment: churn-api" }).waitFor();
    await page.getByRole("heading", { name: "Step 1 of 1" }).waitFor();
    await page.getByRole("table", { name: "Gates" }).getByText("passes").first().waitFor();
    await page.getByRole("table", { name: "Variants" }).waitFor();
    await askMany(url, 200, rows, "more");
    await window.page.waitForTimeout(6000); // for a stretch of the charts to be over
    await picture(window.page, "deployment page");
    await expectNames(window.page, page);
  });

  it("opens the form from its menu and sends a request of its own", async () => {
    const page = await frame();
    await page.getByRole("button", { name: "More" }).click();
    await window.page.locator(".monaco-menu").getByText("Try Deployment").hover();
    await window.page.waitForTimeout(500); // a menu ignores a click that comes as it opens
    await window.page.locator(".monaco-menu").getByText("Try Deployment").click();
    await page.getByRole("textbox", { name: "tenure_months" }).fill("3");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator(".answer").getByText("200").waitFor();
    await picture(window.page, "deployment page try it");
  });

  it("is up to date when it comes to the front again, and after the window was loaded anew", async () => {
    await window.command("File: New Untitled Text File");
    await askMany(url, 100, rows, "behind");
    await window.page.locator(".tab", { hasText: "Deployment: churn-api" }).click();
    const expectCurrent = async () => {
      const page = await frame();
      await page.getByRole("textbox", { name: "tenure_months" }).waitFor(); // the form was open, and is
      if ((await page.getByRole("table", { name: "Live figures" }).count()) === 0)
        await page.getByRole("button", { name: "Show as table" }).click();
      const { requests } = await status();
      const line = page.getByRole("table", { name: "Live figures" }).getByRole("row", { name: /^v1/ });
      await line.getByText(formatCount(requests.v1 ?? 0), { exact: true }).waitFor();
    };
    await expectCurrent();
    await window.reload();
    await expectCurrent();
  });

  it("rolls back only once the name was read", async () => {
    const page = await frame();
    await page.getByRole("button", { name: "Roll back" }).click();
    await modal().getByText("Roll back churn-api?").waitFor();
    await modal().getByRole("button", { name: "Cancel" }).click();
    assert.equal((await status()).phase, "Paused");
    await page.getByRole("button", { name: "Roll back" }).click();
    await modal().getByRole("button", { name: "Roll Back" }).click();
    await page.getByRole("heading", { name: "Taken back at step 1 of 1" }).waitFor();
    assert.deepEqual((await status()).weights, { v1: 100, v2: 0 });
    await picture(window.page, "deployment page rolled back");
  });
});
