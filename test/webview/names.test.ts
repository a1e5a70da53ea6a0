import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { findChromium, launchChromium } from "../vscode/chromium";
import { expectNames, walk } from "./names";
import { hasStage } from "./stage";

describe("what a page's keyboard and screen reader test finds", function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;

  before(async function () {
    const chromium = findChromium();
    if (!hasStage() || chromium === undefined) return this.skip();
    browser = await launchChromium(chromium);
    page = await browser.newPage();
  });
  after(() => browser?.close());

  it("goes through everything that Tab reaches, in order and into shadow roots", async () => {
    await page.setContent(`<button>One</button><my-field></my-field><a href="#x">Three</a>
      <script>document.querySelector("my-field").attachShadow({ mode: "open" }).innerHTML = "<input aria-label=Two>";</script>`);
    const { stops } = await expectNames(page);
    assert.deepEqual(
      stops.map(({ role, name }) => `${role} ${name}`),
      ["button One", "textbox Two", "link Three"],
    );
  });

  it("names what has no role or no name", async () => {
    await page.setContent(`<button class="star"></button><div tabindex="0" id="board"></div>
      <div role="grid"><div role="row"><span role="gridcell"></span></div></div><svg role="img"></svg><button hidden></button>`);
    assert.deepEqual((await walk(page)).problems, [
      "div#board: takes the focus and has no role",
      "button.star: button without a name",
      "div#board: generic without a name",
      "div: grid without a name",
      "svg: image without a name",
    ]);
  });
});
