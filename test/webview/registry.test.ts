import assert from "node:assert/strict";
import { type ModelDetail, readModelDetail } from "../../src/shared/modelDetail";
import { expectNames } from "./names";
import { act, addVersions, nothing, playTeam, setPolicy } from "./registry/scene";
import { hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const own = "/api/tidemark/v1/models";
const mlflow = "/api/2.0/mlflow";

describe("the registry page", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage;

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    await playTeam(runtime);
    stage = await open("churn");
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    await runtime?.[Symbol.asyncDispose]();
  });

  const open = async (model: string, size = { width: 1232, height: 708 }): Promise<Stage> => {
    const opened = await openStage({ page: "registry", params: { model }, door: runtime.door, size });
    await opened.page.waitForSelector("html[data-tm-ready]");
    return opened;
  };
  const row = (version: number) => stage.page.locator(`tr[data-version="${version}"]`);
  const detail = (): Promise<ModelDetail> => runtime.door.get(`${own}/churn`, readModelDetail);

  it("tells of each version where it is, what was said of it, what it measured and where it came from", async () => {
    const texts = await stage.page.locator("tr[data-version]").allInnerTexts();
    const rows = texts.map((text) =>
      text
        .split(/[\n\t]+/)
        .map((cell) => cell.trim())
        .filter((cell) => cell !== ""),
    );
    assert.deepEqual(
      rows.map((cells) => cells.slice(0, 3)),
      [
        ["v5", "Staging", "@challenger"],
        ["v4", "Archived", "Rejected: too slow"],
        ["v3", "Production", "@champion"],
        ["v2", "Archived", "Approved by 2"],
        ["v1", "Archived", "Approved by 1"],
      ],
    );
    assert.match(texts[0] ?? "", /Waiting for approval[\s\S]*0\.8769\s*\+0\.0051[\s\S]*6\.8 MB[\s\S]*calm-heron-214/);
    assert.equal(await row(5).getAttribute("aria-selected"), "true");
    await stage.page.getByText("Production needs 2 approvals and 5 facts. One approval is missing.").waitFor();
    const facts = await stage.page.getByRole("list", { name: "Required" }).getByRole("listitem").allInnerTexts();
    assert.deepEqual(
      facts.map((text) => text.trim().split(/\s*\n\s*/)),
      [
        ["Model card", "model-card.md"],
        ["Training data", "9b1d4e70"],
        ["Signature", "21 inputs"],
        ["Input example", "input_example.json"],
        ["Metric val_auc", "0.8769"],
      ],
    );
  });

  it("names everything for a screen reader, and its charts say what they show", async () => {
    const charts = stage.page.getByRole("img", { name: /over 5 versions/ });
    assert.equal(await charts.count(), 3);
    assert.equal(
      await charts.first().getAttribute("aria-label"),
      "val_auc over 5 versions: best 0.8769 in v5, newest 0.8769 in v5",
    );
    assert.equal(await stage.page.getByRole("grid", { name: "Versions" }).getByRole("row").count(), 6);
    await expectNames(stage.page);
  });

  it("goes from version to version with the arrows and opens the run with Enter", async () => {
    await row(5).focus();
    await stage.page.keyboard.press("ArrowDown");
    await stage.page.getByRole("heading", { name: "Version 4" }).waitFor();
    await stage.page.getByRole("heading", { name: "v4 against" }).waitFor();
    assert.equal(await row(4).evaluate((element) => element === element.ownerDocument.activeElement), true);
    assert.equal(await stage.page.locator('tr[tabindex="0"]').count(), 1, "one stop for Tab");
    await stage.page.keyboard.press("End");
    await stage.page.getByRole("heading", { name: "Version 1" }).waitFor();
    await stage.page.keyboard.press("Enter");
    const opened = stage.heard.commands.at(-1);
    const run = (await detail()).versions.at(-1)?.run;
    assert.deepEqual(opened, { command: "tidemark.openRun", args: [run] });
    await stage.page.keyboard.press("Home");
    await stage.page.getByRole("heading", { name: "Version 5" }).waitFor();
  });

  it("shows the numbers as a table, and measures against the version that is asked for", async () => {
    const rows = stage.page.locator(".against tbody tr");
    const auc = rows.filter({ hasText: "val_auc" });
    assert.match(await auc.innerText(), /0\.8695\s+0\.8769\s+\+0\.0074/);
    assert.equal(await auc.locator(".good").count(), 1, "more is better");
    assert.equal(
      await rows.filter({ hasText: "p95_latency_ms" }).locator(".bad").count(),
      1,
      "of a latency it is worse",
    );
    await stage.page.getByRole("button", { name: "Show as table" }).click();
    assert.equal(await stage.page.locator(".metrics tbody tr").count(), 5);
    await stage.page.getByRole("button", { name: "Show as table" }).click();
  });

  it("asks the editor to promote and to compare, and keeps what was chosen for a reload", async () => {
    await stage.page.getByRole("button", { name: "Promote v5…" }).click();
    await stage.page.getByRole("button", { name: "Compare versions" }).click();
    const { versions } = await detail();
    const runs = [versions[0]?.run, versions[2]?.run];
    assert.deepEqual(stage.heard.commands.slice(-2), [
      { command: "tidemark.promoteModel", args: ["churn", 5] },
      { command: "tidemark.compareRuns", args: [runs] },
    ]);
    assert.deepEqual(await stage.page.evaluate("tmState().version"), 5);
  });

  it("follows what others do while it is open", async () => {
    await act(runtime.door, "ana", "churn/versions/5/approve", { comment: "latency is fine" });
    await stage.page.getByText("2 of 2 approvals").waitFor();
    await stage.page.getByText("All of it is there.").waitFor();
    await act(runtime.door, "mika", "churn/versions/5/promote", { stage: "Production", alias: "champion" });
    await row(5).getByText("Production").waitFor();
    await row(3).getByText("Archived").waitFor();
    await stage.page.getByText("promoted v5 to Production, alias @champion").waitFor();
  });

  it("approves by keyboard with the comment that was written, and says why it may not", async () => {
    await runtime.door.post(`${mlflow}/registered-models/create`, { name: "free" }, nothing);
    await addVersions(runtime.door, "free", 1);
    await using free = await open("free");
    const box = free.page.getByRole("textbox", { name: "Comment on version 1" });
    await box.fill("on my own word");
    await box.press("Control+Enter");
    const alert = free.page.getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.innerText(), /is not among the approvers in tidemark\.yaml: jun, ana, mika/);
    assert.equal(await box.inputValue(), "on my own word", "what was written is not lost");
    assert.equal(free.heard.faults.length, 1);
    setPolicy(runtime, "registry: {approvals: {Production: 1}}\n");
    await box.press("Control+Enter");
    await free.page.getByText("1 of 1 approvals").waitFor();
    await free.page.getByText("on my own word").first().waitFor();
    assert.equal(await box.inputValue(), "");
    await free.page.getByRole("button", { name: "Reject" }).click();
    await free.page.getByText("rejected v1", { exact: false }).waitFor();
    assert.deepEqual(free.heard.troubles, []);
  });

  it("says that a model has no versions, or is gone", async () => {
    await runtime.door.post(`${mlflow}/registered-models/create`, { name: "bare" }, nothing);
    await using bare = await open("bare");
    await bare.page.getByText("bare has no versions yet.").waitFor();
    assert.equal(await bare.page.getByRole("button", { name: /^Promote/ }).count(), 0);
    await runtime.door.bytes("DELETE", `${mlflow}/registered-models/delete`, { name: "bare" });
    await bare.page.getByText("bare is not here any more.").waitFor();
  });

  it("draws sixty versions, and does not draw the same twice for one change", async () => {
    await runtime.door.post(`${mlflow}/registered-models/create`, { name: "sixty" }, nothing);
    await addVersions(runtime.door, "sixty", 60);
    await using sixty = await open("sixty");
    assert.equal(await sixty.page.locator("tr[data-version]").count(), 60);
    const labels = sixty.page.locator(".chart .middle");
    assert.ok((await labels.count()) <= 6, "labels have room");
    assert.equal(await labels.last().textContent(), "v60");
    const asked = sixty.heard.routes.get("GET /api/tidemark/v1/models/sixty");
    assert.equal(asked, 1);
  });

  it("keeps hostile names text, and finds a model whose name a path would swallow", async () => {
    const name = `..a %2e%2e <img src=x onerror=alert(1)> "'&\u202e #?`.slice(2);
    await runtime.door.post(`${mlflow}/registered-models/create`, { name, description: "<script>1</script>" }, nothing);
    await addVersions(runtime.door, name, 2, "<b onclick=x>");
    setPolicy(runtime, "registry: {}\n");
    const path = encodeURIComponent(name);
    await act(runtime.door, "<i>eve</i>", `${path}/versions/2/reject`, { comment: "<img src=x onerror=alert(2)>" });
    await using hostile = await open(name, { width: 640, height: 900 });
    assert.equal((await hostile.page.locator("h1").innerText()).trim(), name);
    assert.equal(await hostile.page.locator("#page img, #page script, #page b[onclick]").count(), 0);
    await hostile.page.getByText("<i>eve</i>").first().waitFor();
    assert.deepEqual([hostile.heard.troubles, hostile.heard.faults], [[], []]);
  });

  it("puts the judgement under the versions where there is no room beside them", async () => {
    await using narrow = await open("churn", { width: 700, height: 900 });
    const main = await narrow.page.locator(".main").boundingBox();
    const pane = await narrow.page.locator(".pane").boundingBox();
    assert.ok(main && pane && pane.y >= main.y + main.height - 1 && pane.x === main.x);
    const overflow = await narrow.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(overflow, false);
  });

  it("reads no violation of the page's policy on any of this", () => {
    assert.deepEqual([stage.heard.troubles, stage.heard.faults], [[], []]);
  });
});
