import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readReport } from "../../src/core/rollout/readReport";
import { readLive } from "../../src/shared/deploymentPage";
import { readDeployment } from "../../src/shared/deployments";
import { formatCount } from "../../src/shared/format";
import {
  ask,
  askMany,
  closeAgent,
  columns,
  deploy,
  example,
  fixture,
  nothing,
  register,
  removeAll,
  tell,
} from "./deployment/scene";
import { expectNames } from "./names";
import { everything, hasStage, openStage, type Stage, startTestRuntime, type TestRuntime } from "./stage";

const own = "/api/tidemark/v1/deployments";
const run = promisify(execFile);
const rows = [
  [0.4, 1.2, 0.7, 1, 0.1, 2],
  [1.5, 0.2, 0.1, 0, 0.3, 1],
  [-1, 2, 1, 1, 0, 1],
];
const canary = `{canary: {stable: v1, canary: v2, steps: [{setWeight: 30}, {pause: {}}, {setWeight: 60}, {pause: {duration: 1h}}]}}`;
const gates = `  analysis:
    interval: 1s
    minRequests: 20
    metrics:
      - {name: error-rate, thresholdRange: {max: 0.05}}
      - {name: prediction-drift-psi, thresholdRange: {max: 5}}
      - {name: latency-p95-ms, ratioToStable: {max: 1000}}
`;

describe("the page of a deployment", function () {
  this.timeout(60_000);
  let runtime: TestRuntime;
  let stage: Stage;
  let url: string;
  const made: string[] = [];

  const make: typeof deploy = (of, plan) => {
    made.push(plan.name);
    return deploy(of, plan);
  };
  const open = async (deployment: string, more: object = {}, size = { width: 1232, height: 900 }, kept?: unknown) => {
    const opened = await openStage({
      page: "deployment",
      params: { deployment, ...more },
      door: runtime.door,
      size,
      kept,
    });
    await opened.page.waitForSelector("html[data-tm-ready]");
    return opened;
  };
  const status = (name: string) => runtime.door.get(`${own}/${name}`, readDeployment);

  before(async function () {
    if (!hasStage()) return this.skip();
    runtime = await startTestRuntime();
    await register(runtime.door, "churn", ["risk", "risk-next"]);
    const variants = { v1: "models:/churn@champion", v2: "models:/churn/2" };
    url = await make(runtime, { name: "churn-api", variants, strategy: canary, more: gates });
    const given = await askMany(url, 400, rows);
    await tell(
      url,
      given.map((variant, i) => ({
        user_id: `u${i}`,
        metric: "accepted",
        value: i % (variant === "v2" ? 2 : 3) === 0,
      })),
    );
    await tell(
      url,
      given.map((_, i) => ({ user_id: `u${i}`, metric: "revenue", value: 4 + (i % 7) / 10 })),
    );
    stage = await open("churn-api");
  });
  after(async () => {
    await stage?.[Symbol.asyncDispose]();
    if (runtime) await removeAll(runtime, ...made);
    closeAgent();
    await runtime?.[Symbol.asyncDispose]();
  });

  it("says where the canary stands, who gets how much and what the gates see", async () => {
    const { page } = stage;
    assert.equal((await page.locator("h1").innerText()).trim(), "churn-api");
    await page.locator(".header").getByText("Paused", { exact: true }).waitFor();
    const legend = await page.getByRole("region", { name: "Traffic" }).getByRole("listitem").allInnerTexts();
    const flat = legend.map((text) => text.replaceAll(/\s+/g, " ").trim());
    assert.match(flat[0] ?? "", /^v1 churn v1 @champion 70 %/);
    assert.match(flat[1] ?? "", /^v2 churn v2 30 %/);
    await page.getByRole("heading", { name: "Step 1 of 2" }).waitFor();
    assert.equal(await page.locator('.rail [aria-current="step"]').innerText(), "30\u2009%\nby hand");

    const table = page.getByRole("table", { name: "Gates" });
    await table.getByText("passes", { exact: true }).first().waitFor();
    const { rollout, deployment } = await runtime.door.get(`${own}/churn-api/live`, readLive);
    assert.equal(deployment.requests.v1, 400 - (deployment.requests.v2 ?? 0));
    const seen = await table.getByRole("row").allInnerTexts();
    assert.equal(seen.length, 1 + rollout.gates.length);
    assert.match(seen[1] ?? "", /Error rate\s+≤ 5\s%\s+0\s%\s+0\s%\s+passes/);
    const drift = Number((rollout.gates[1]?.value ?? Number.NaN).toPrecision(3));
    assert.ok(seen[2]?.includes(String(drift)), `${seen[2]} has ${drift}`);
    assert.match(seen[3] ?? "", /Latency p95\s+≤ 1000 × v1/);
  });

  it("names everything for a screen reader, and each chart says what it shows", async () => {
    const charts = stage.page.getByRole("region", { name: "Live figures" }).getByRole("img");
    const said = await charts.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
    assert.equal(said.length, 4);
    assert.match(said[0] ?? "", /^Latency in milliseconds over time: /);
    const { deployment } = await runtime.door.get(`${own}/churn-api/live`, readLive);
    assert.ok(said[3]?.includes(`v2: ${formatCount(deployment.requests.v2 ?? 0)} predictions`), said[3]);
    await expectNames(stage.page);
  });

  it("leads to the models and the file, and asks the editor to promote and to roll back", async () => {
    const { page, heard } = stage;
    await page.getByRole("button", { name: "churn v2" }).click();
    await page.getByRole("button", { name: "deploy/churn-api.yaml" }).click();
    await page.getByRole("button", { name: "Promote v2…" }).click();
    await page.getByRole("button", { name: "Roll back" }).click();
    await page.getByTitle(`Copy ${url}/predict`).click();
    await page.waitForFunction(() => document.querySelector(".url .codicon-check") !== null);
    assert.deepEqual(heard.commands, [
      { command: "tidemark.openModel", args: ["churn", 2] },
      { command: "tidemark.openDeploymentFile", args: ["churn-api"] },
      { command: "tidemark.promoteDeployment", args: ["churn-api"] },
      { command: "tidemark.rollBackDeployment", args: ["churn-api"] },
    ]);
    assert.deepEqual(heard.copied, [`${url}/predict`]);
  });

  it("leaves what it read where it is while the runtime is away, with its acts off", async () => {
    const { page } = stage;
    const off = page.locator(".header vscode-button[disabled]");
    await stage.tell({ type: "runtime", state: "away", since: 0 });
    await off.filter({ hasText: "Promote v2" }).waitFor();
    await off.filter({ hasText: "Roll back" }).waitFor();
    await page.getByRole("heading", { name: "Step 1 of 2" }).waitFor();
    await stage.tell({ type: "runtime", state: "up", since: 0 });
    await off.first().waitFor({ state: "detached" });
  });

  it("reports what came of it by the measure that is chosen, and keeps the choice", async () => {
    const { page } = stage;
    const table = page.getByRole("table", { name: "Variants" });
    await table.waitFor();
    const read = (metric: string) => runtime.door.get(`${own}/churn-api/report?metric=${metric}`, readReport);
    const report = await read("accepted");
    const seen = (await table.getByRole("row").allInnerTexts()).map((text) => text.split(/\s+/));
    assert.equal(seen[1]?.[0], "v1");
    assert.equal(seen[1]?.[1], String(report.variants.v1?.n));
    assert.equal(Number(seen[1]?.[2]), Number(report.variants.v1?.mean?.toPrecision(4)));
    assert.equal(Number(seen[2]?.[2]), Number(report.variants.v2?.mean?.toPrecision(4)));
    const advice = await page.locator(".advice").innerText();
    assert.equal(advice.replaceAll("\u00a0", " ").replaceAll("\u2212", "-"), report.advice);

    await page.getByRole("table", { name: "All measures" }).getByRole("button", { name: "revenue" }).click();
    const mean = String(Number((await read("revenue")).variants.v1?.mean?.toPrecision(4)));
    await table.getByText(mean, { exact: true }).waitFor();
    assert.equal(await page.evaluate("tmState().metric"), "revenue");
    await using again = await open("churn-api", {}, undefined, await page.evaluate("tmState()"));
    await again.page.getByRole("table", { name: "Variants" }).getByText(mean, { exact: true }).waitFor();
  });

  it("plans a test: so many users as the formula of the textbooks takes", async () => {
    const { page } = stage;
    await page.getByText("Plan a test").click();
    await page.getByRole("textbox", { name: "Share now, %" }).fill("20");
    await page.getByRole("textbox", { name: "Change, % points" }).fill("150");
    await page.getByText("With this change the share leaves 0 to 100.").waitFor();
    await page.getByRole("textbox", { name: "Change, % points" }).fill("5");
    const said = await page.locator(".planned").innerText();
    // by Cohen's h: (1.96 + 0.8416)² / (2 asin √0.25 − 2 asin √0.2)² users an arm, of arms as large as 70 to 30
    const [all = 0, control = 0, treatment = 0] = [...said.matchAll(/[\d,]+/g)].map(([text]) =>
      Number(text.replaceAll(",", "")),
    );
    assert.equal(all, control + treatment);
    assert.ok(Math.abs(control / treatment - 70 / 30) < 0.01, said);
    assert.ok(Math.abs(all - 2600) < 26, said);
  });

  it("is still while it is hidden, and up to date when it is shown", async () => {
    const { page, heard } = stage;
    const asked = () => heard.routes.get("GET /api/tidemark/v1/deployments/churn-api/live") ?? 0;
    const show = (state: string) =>
      page.evaluate((to) => {
        Object.defineProperty(document, "visibilityState", { value: to, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await show("hidden");
    await page.waitForTimeout(300); // what was under way comes to its end
    const before = asked();
    await askMany(url, 32, rows, "later");
    await page.waitForTimeout(2500);
    assert.equal(asked(), before);
    await show("visible");
    await page.getByRole("button", { name: "Show as table" }).click();
    const { requests } = await status("churn-api");
    const row = page.getByRole("table", { name: "Live figures" }).getByRole("row", { name: /^v1/ });
    await row.getByText(formatCount(requests.v1 ?? 0), { exact: true }).waitFor();
    assert.equal((requests.v1 ?? 0) + (requests.v2 ?? 0), 432);
    await page.getByRole("button", { name: "Show as table" }).click();
  });

  it("fills the form from the signature, sends the row and shows who answered", async () => {
    await using tried = await open("churn-api", { tries: true });
    const { page } = tried;
    const pane = page.getByRole("complementary", { name: "Try it" });
    for (const [i, name] of columns.entries())
      assert.equal(await pane.getByRole("textbox", { name }).inputValue(), String(example[i]));
    await pane.getByRole("textbox", { name: "bill" }).fill("3.5");
    await pane.getByRole("textbox", { name: "user_id" }).fill("u7");
    await pane.getByRole("button", { name: "Send" }).click();
    const answer = pane.locator(".answer");
    await answer.getByText("200").waitFor();
    const shown = JSON.parse(await answer.locator("pre").innerText()) as { prediction: number; request_id: string };
    const features = Object.fromEntries(columns.map((name, i) => [name, name === "bill" ? 3.5 : example[i]]));
    const direct = await predict(url, { features, user_id: "u7" });
    assert.equal(shown.prediction, direct.prediction);
    assert.equal(await answer.getByTitle("Request id").innerText(), shown.request_id);
    await answer.getByText(await ask(url, "u7", features), { exact: true }).waitFor();

    await pane.getByRole("textbox", { name: "bill" }).fill("much");
    await page.keyboard.press("Control+Enter");
    await answer.getByText("422").waitFor();
    assert.match(await answer.locator("pre").innerText(), /bill/);

    await pane.getByRole("button", { name: "Write the row as JSON" }).click();
    const text = pane.getByRole("textbox", { name: "The row as JSON" });
    await text.fill("[9007199254740993, 0, 0, 0, 0]");
    await pane.getByRole("tabpanel").getByText("[9007199254740993, 0, 0, 0, 0]").waitFor();
    await text.fill("{oops");
    await pane.getByText("The row is no JSON.").waitFor();
    await expectNames(page);
    await text.fill(JSON.stringify(rows[1]));
    await pane.getByRole("button", { name: "Send" }).click();
    await answer.getByText("200").waitFor();
    assert.deepEqual([tried.heard.troubles, tried.heard.faults], [[], []]);
  });

  it("keeps an answer that comes while it asks how the deployment does", async () => {
    let letGo: (() => void) | undefined;
    let isHeld = false;
    const slow: TestRuntime["door"] = {
      ...runtime.door,
      async bytes(method, path, body) {
        const bytes = await runtime.door.bytes(method, path, body);
        if (path.includes("/live") && isHeld)
          await new Promise<void>((go) => {
            letGo = go;
          });
        return bytes;
      },
    };
    await using tried = await openStage({
      page: "deployment",
      params: { deployment: "churn-api", tries: true },
      door: slow,
    });
    const { page } = tried;
    await page.waitForSelector("html[data-tm-ready]");
    isHeld = true;
    while (letGo === undefined) await page.waitForTimeout(20);
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator(".answer").getByText("200").waitFor();
    isHeld = false;
    const asked = tried.heard.routes.get("GET /api/tidemark/v1/deployments/churn-api/live") ?? 0;
    letGo();
    while ((tried.heard.routes.get("GET /api/tidemark/v1/deployments/churn-api/live") ?? 0) <= asked)
      await page.waitForTimeout(20);
    assert.equal(await page.locator(".answer").count(), 1);
  });

  it("gives the same request as code that other programs run with the same answer", async () => {
    await using tried = await open("churn-api", { tries: true });
    const { page, heard } = tried;
    const pane = page.getByRole("complementary", { name: "Try it" });
    await pane.getByRole("textbox", { name: "user_id" }).fill('it\'s "me" $HOME');
    const copied: string[] = [];
    for (const language of ["curl", "Python", "TypeScript"]) {
      if (language === "curl") await pane.getByRole("tab", { name: language }).focus();
      else await page.keyboard.press("ArrowRight");
      const tab = pane.getByRole("tab", { name: language, selected: true });
      await page.waitForFunction((is) => is === document.activeElement, await tab.elementHandle());
      await pane.getByRole("tabpanel").getByRole("button", { name: "Copy" }).dispatchEvent("click"); // the focus stays
      while (heard.copied.length === copied.length) await page.waitForTimeout(10);
      copied.push(heard.copied.at(-1) ?? "");
    }
    const [curl = "", python = "", typescript = ""] = copied;
    const features = Object.fromEntries(columns.map((name, i) => [name, example[i]]));
    const { prediction } = await predict(url, { features, user_id: 'it\'s "me" $HOME' });
    assert.equal(JSON.parse((await run("bash", ["-c", `${curl} -s`])).stdout).prediction, prediction);
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", typescript]);
    assert.equal(Number(/prediction: ([\d.]+)/.exec(stdout)?.[1]), prediction);
    const interpreter = await findPython();
    if (interpreter === undefined) process.stdout.write("skipped: no python3 with requests\n");
    else {
      const said = await run(interpreter, ["-c", python]);
      assert.equal(Number(/'prediction': ([\d.]+)/.exec(said.stdout)?.[1]), prediction);
    }
  });

  it("follows a promotion by somebody else, says so, and writes down who and why", async () => {
    const { page } = stage;
    await runtime.door.post(`${own}/churn-api/promote`, {}, nothing);
    await page.getByRole("heading", { name: "Step 2 of 2" }).waitFor();
    await page.getByText("about 60 min left, then the gates decide").waitFor();
    await page.waitForFunction(() =>
      document.getElementById("said")?.textContent?.startsWith("churn-api: Progressing"),
    );
    await runtime.door.post(`${own}/churn-api/rollback`, { why: "<b>too dear</b>" }, nothing);
    await page.getByRole("heading", { name: "Taken back at step 2 of 2" }).waitFor();
    await page.waitForFunction(() => document.getElementById("said")?.textContent?.startsWith("churn-api: Degraded"));
    const newest = page.getByRole("region", { name: "Events" }).getByRole("listitem").first();
    await newest.getByText("<b>too dear</b>", { exact: false }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Promote/ }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Roll back" }).count(), 0);
  });

  it("shows which gate took a canary back", async () => {
    const variants = { good: fixture("risk"), worse: fixture("risk-next") };
    const strategy = "{canary: {stable: good, canary: worse, steps: [{setWeight: 50}, {pause: {}}]}}";
    const api = await make(runtime, { name: "worse-api", variants, strategy, more: gates });
    await using worse = await open("worse-api");
    await worse.page.getByText("waits for 20 requests").first().waitFor();
    await askMany(api, 200, [[500, 1, 1, 1, 1, 1], rows[0]]);
    await worse.page.getByRole("heading", { name: "Taken back at step 1 of 1" }).waitFor();
    const failed = worse.page.getByRole("table", { name: "Gates" }).getByRole("row", { name: /Error rate/ });
    assert.match(await failed.innerText(), /≤ 5\s%[\s\S]*fails/);
    await worse.page.locator(".reason", { hasText: "error-rate is" }).waitFor();
    assert.deepEqual([worse.heard.troubles, worse.heard.faults], [[], []]);
  });

  it("sounds the alarm where the users do not fit the weights", async () => {
    const variants = { a: fixture("low"), b: fixture("high"), c: fixture("low") };
    const strategy = "{ab: {weights: {a: 50, b: 30, c: 20}}}";
    const api = await make(runtime, { name: "lost", variants, strategy });
    const given = await askMany(api, 300, [[1, 2, 3, 4]]);
    const kept = given.flatMap((variant, i) => (variant === "b" && i % 3 > 0 ? [] : [i]));
    await tell(
      api,
      kept.map((i) => ({ user_id: `u${i}`, metric: "bought", value: i % 5 === 0 })),
    );
    await using lost = await open("lost");
    await lost.page.getByText("The split is not as planned (SRM p < 0.001)", { exact: false }).waitFor();
    assert.equal(await lost.page.getByRole("table", { name: "Variants" }).getByRole("row").count(), 4);
    assert.match(await lost.page.locator(".advice").innerText(), /^Do not decide yet/);
  });

  it("compares a shadow, and says which of blue and green is live", async () => {
    const variants = { now: "models:/churn/1", next: "models:/churn/2" };
    const api = await make(runtime, {
      name: "shadowed",
      variants,
      strategy: "{shadow: {active: now, mirror: next, mirrorPercentage: 100}}",
    });
    await askMany(api, 48, rows);
    await using shadow = await open("shadowed");
    const compared = shadow.page.getByRole("table", { name: "Comparison" }).getByRole("row", { name: /^Compared/ });
    await compared.getByText("48", { exact: true }).waitFor();
    await make(runtime, {
      name: "colours",
      variants: { blue: fixture("low"), green: fixture("high") },
      strategy: "{blueGreen: {active: blue, preview: green, autoPromotionEnabled: false}}",
    });
    await using colours = await open("colours");
    await colours.page.getByRole("heading", { name: "blue is live" }).waitFor();
    await runtime.door.post(`${own}/colours/promote`, {}, nothing);
    await colours.page.getByRole("heading", { name: "green is live" }).waitFor();
  });

  it("tells how to send the first request, and begins its charts with it", async () => {
    const api = await make(runtime, {
      name: "fresh",
      variants: { v1: "models:/churn/1" },
      strategy: "{ab: {weights: {v1: 100}}}",
    });
    await using fresh = await open("fresh");
    await fresh.page.getByRole("heading", { name: "No requests yet" }).waitFor();
    assert.equal(await fresh.page.getByRole("region", { name: "Rollout" }).count(), 0, "nothing is rolled out");
    const line = await fresh.page.locator(".quiet pre").innerText();
    assert.ok(line.includes(`${api}/predict`) && line.includes("tenure_months"), line);
    await expectNames(fresh.page);
    await run("bash", ["-c", `${line} -s`]);
    await fresh.page.getByRole("img", { name: /^Requests a second over time/ }).waitFor();
    await runtime.door.bytes("DELETE", `${own}/fresh`);
    await fresh.page.getByText("The deployment fresh is not here any more.").waitFor();
  });

  it("keeps hostile names text", async () => {
    const folder = join(runtime.folder, "deploy");
    const name = "<img src=x onerror=alert(1)> & 'x'.onnx";
    mkdirSync(folder, { recursive: true });
    copyFileSync(fixture("low"), join(folder, name));
    const variants = { a: name, b: fixture("high") };
    const api = await make(runtime, { name: "hostile", variants, strategy: "{ab: {weights: {a: 50, b: 50}}}" });
    await askMany(api, 64, [[1, 2, 3, 4]]);
    const users = Array.from({ length: 64 }, (_, i) => `u${i}`);
    for (const metric of ["<script>alert(2)</script>", "constructor"])
      await tell(
        api,
        users.map((user_id, i) => ({ user_id, metric, value: i % 5 })),
      );
    await using hostile = await open("hostile");
    await hostile.page.getByText(name).waitFor();
    await hostile.page.getByRole("button", { name: "<script>alert(2)</script>" }).waitFor();
    await hostile.page.getByRole("button", { name: "constructor" }).click();
    await hostile.page.locator('.advice:has-text("constructor")').waitFor();
    assert.equal(await hostile.page.locator("#page img, #page script").count(), 0);
    assert.deepEqual([hostile.heard.troubles, hostile.heard.faults], [[], []]);
  });

  it("fits 300 pixels, with the acts in its menu", async () => {
    for (const tries of [false, true]) {
      await using narrow = await open("churn-api", { tries }, { width: 300, height: 800 });
      await narrow.page.getByRole("table", { name: "Gates" }).waitFor();
      const wide = await narrow.page.evaluate(() =>
        [...document.querySelectorAll("#page *:not(svg *, pre *)")]
          .filter(
            (each) => each.getBoundingClientRect().right > 281 && each.closest("table, figure, .snippet, .fields"),
          )
          .map((each) => `${each.tagName}.${each.className} ends at ${each.getBoundingClientRect().right}`),
      );
      assert.deepEqual(wide, []);
      const context = await narrow.page.locator(".header").getAttribute("data-vscode-context");
      assert.equal(JSON.parse(context ?? "{}").tidemarkDeployment, "churn-api");
    }
  });

  it("asks for all of it anew when more has changed than was told", async () => {
    const asked = () => stage.heard.routes.get("GET /api/tidemark/v1/deployments/churn-api/live") ?? 0;
    const before = asked();
    await stage.tell({ type: "changed", changes: everything });
    while (asked() === before) await stage.page.waitForTimeout(20);
  });

  it("reads no violation of the page's policy on any of this", () => {
    assert.deepEqual([stage.heard.troubles, stage.heard.faults], [[], []]);
  });
});

async function predict(url: string, body: object): Promise<{ readonly prediction: number }> {
  const reply = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(reply.status, 200);
  return (await reply.json()) as { prediction: number };
}

/** One that has requests. */
async function findPython(): Promise<string | undefined> {
  const python = process.env.TIDEMARK_PYTHON ?? "python3";
  return run(python, ["-c", "import requests"]).then(
    () => python,
    () => undefined,
  );
}
