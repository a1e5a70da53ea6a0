import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createRandom } from "../../../src/core/stats/random";
import { ownFolder } from "../ownFolder";
import { pageFrame, picture, type Window } from "../window";

/** Credits: who was taken to repay, and who did. */
function credits(rows: number, seed: number, shift: number): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, () => {
    const age = 18 + Math.floor(random() * 60);
    const sex = random() < 0.45 ? "female" : "male";
    const region = ["north", "south", "west"][Math.floor(random() * 3)] as string;
    const score = 1 / (1 + Math.exp(-(0.05 * (age - 45) + (sex === "male" ? 0.5 : 0) + 3 * (random() - 0.5))));
    const p = Math.min(0.999, Math.max(0.001, score - (region === "west" ? shift : 0) + 0.2 * (random() - 0.5)));
    return [age, sex, region, random() < score ? 1 : 0, p > 0.5 ? 1 : 0, p.toFixed(4)].join(",");
  });
  return `age,sex,region,actual,predicted,p_repaid\n${lines.join("\n")}\n`;
}

describe("the pages of quality and fairness", function () {
  this.timeout(300_000);
  const own = ownFolder("quality-page");
  let window: Window;
  let page: Page;
  const line = (text: string | RegExp) =>
    page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first();
  const asked = (text: string) => page.locator(".quick-input-title", { hasText: text }).waitFor();

  /** The lists look alike: what is asked stands in the box. */
  const question = (text: string) =>
    page.locator(`.quick-input-widget input[placeholder*="${text}"]:visible`).first().waitFor();

  before(async () => {
    writeFileSync(join(own.folder, "test.csv"), credits(1500, 1, 0));
    writeFileSync(join(own.folder, "today.csv"), credits(1500, 2, 0.5));
    window = await own.openWindow({ size: { width: 1280, height: 900 } });
    ({ page } = window);
  });

  it("asks for the table and guesses its columns, then says whether the model became worse", async () => {
    await window.command("Tidemark: Show Model Quality…");
    await asked("Show model quality");
    await line("today.csv").click();
    await line("predicted").waitFor();
    assert.match(
      (await page.locator(".quick-input-widget .monaco-list-row").first().textContent()) ?? "",
      /^predicted/,
    );
    await page.keyboard.press("Enter");
    await question("what came");
    await line("actual").waitFor();
    await page.keyboard.press("Enter");
    await question("are probabilities");
    await line("p_repaid").waitFor();
    await page.keyboard.press("Enter");
    await question("set beside");
    await line("test.csv").click();
    const frame = await pageFrame(page, "quality");
    await frame.locator("p.verdict", { hasText: "Worse than the reference" }).waitFor();
    await frame.waitForFunction(() => document.querySelectorAll("[data-drawn=true]").length === 3);
    await frame.getByRole("combobox", { name: "Part rows by" }).click();
    await frame.getByRole("option", { name: "By region" }).click();
    await frame.locator("p.verdict", { hasText: "most wrong where region is west" }).waitFor();
    await picture(page, "quality");
  });

  it("compares groups of a table that was clicked, and another threshold changes them", async () => {
    await window.command("Tidemark: Show Fairness…");
    await asked("Show fairness");
    await line("today.csv").click();
    await line("predicted").waitFor();
    await page.keyboard.press("Enter");
    await question("what came");
    await line("actual").waitFor();
    await page.keyboard.press("Enter");
    await question("Whose groups");
    await line("sex").waitFor();
    await page.keyboard.press("Enter");
    const frame = await pageFrame(page, "fairness");
    await frame.locator("p.verdict", { hasText: "are answered 1" }).waitFor();
    const before = await frame.getByRole("table", { name: "Groups" }).textContent();
    await frame.getByRole("slider", { name: "Threshold" }).fill("0.7");
    await frame.waitForFunction(() => document.querySelector(".cut-at b")?.textContent === "0.70");
    assert.notEqual(await frame.getByRole("table", { name: "Groups" }).textContent(), before);
    await picture(page, "fairness");
  });
});
