import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { integer, object } from "../../../src/shared/readers";
import { ownFolder, root } from "../ownFolder";
import { pageFrame, picture, showRuns, type Window } from "../window";

const run = promisify(execFile);
const readPid = object<{ pid: number }>({ pid: integer });

describe("the VSIX, installed the way a person installs it", function () {
  this.timeout(300_000);
  const own = ownFolder("vsix");
  const { temporary } = own;
  let window: Window;

  before(async () => {
    await run(process.execPath, [join(root, "package.mjs"), "--out", temporary]);
    const vsix = readdirSync(temporary).find((name) => name.endsWith(".vsix"));
    assert.ok(vsix, "one was made");
    assert.ok(vsix.includes(`${process.platform}-${process.arch}`), "for this platform");
    window = await own.openWindow({ extension: join(temporary, vsix) });
  });

  it("shows the Runs view, and a runtime of its own behind it", async () => {
    await showRuns(window.page);
    await window.page.getByText("No runs in this folder yet.").waitFor();
    const door = await own.joinRuntime();
    const { pid } = await door.get("/api/tidemark/v1/status", readPid);
    door.close();
    const proc = `/proc/${pid}`;
    if (!existsSync(proc)) return;
    const said = (name: string, pattern: RegExp) => pattern.test(readFileSync(`${proc}/${name}`, "utf8"));
    assert.ok(said("cmdline", /extensions\/tidemark\.tidemark-[^/]+\/dist\/runtime\.js/), "it comes from the VSIX");
    // so that what is asserted of the network when the window closes holds for the runtime too
    assert.ok(said("environ", /loopbackOnly/), "it runs inside the fence");
  });

  it("makes a sample run, which is in the tree and ends there", async () => {
    await window.command("Tidemark: Create Sample Run");
    await window.page.locator(".pane-body .monaco-list-row .codicon-sync").first().waitFor();
    await window.page.locator(".pane-body .monaco-list-row .codicon-check").first().waitFor({ timeout: 60_000 });
  });

  it("opens the run table and a run's page", async () => {
    await window.command("Tidemark: Open Run Table");
    await window.page.locator(".quick-input-widget .monaco-list-row").first().click();
    await pageFrame(window.page, "runTable");
    await window.command("Tidemark: Open Run…");
    await window.page.locator(".quick-input-widget .monaco-list-row").first().click();
    const frame = await pageFrame(window.page, "run");
    await picture(window.page, "installed");
    assert.equal(await frame.locator("#strip").textContent(), "", "nothing is away");
  });
});
