import type { Frame } from "playwright-core";
import { pageFrame, type Window } from "../../vscode/window";
import { type Figure, median, percentile } from "./figures";
import { rememberPresses } from "./watch";

/** Opens the comparison of every run that is offered, and waits until it stands. */
async function compareAll({ page, command }: Window): Promise<{ frame: Frame; took: number }> {
  await command("Tidemark: Compare Runs");
  const offered = page.locator(".quick-input-widget .monaco-list-row", { has: page.locator(".monaco-checkbox") });
  await offered.first().waitFor();
  await page.locator(".quick-input-header > .monaco-checkbox, .quick-input-header > [role=checkbox]").first().click();
  const pressed = await rememberPresses(page);
  await page.locator(".quick-input-widget").getByText("OK", { exact: true }).click();
  const frame = await pageFrame(page, "compare", 120);
  const painted = await frame.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName("tm-first-paint")[0]?.startTime ?? Number.NaN),
  );
  return { frame, took: painted - (await pressed()) };
}

export async function comparison(window: Window, rounds: number): Promise<Figure[]> {
  const took: number[] = [];
  for (let i = 0; i < rounds; i++) {
    took.push((await compareAll(window)).took);
    await window.command("View: Close All Editors");
  }
  const note = `median of ${took.map((each) => each.toFixed(0)).join(", ")}`;
  return [{ what: "comparing 100 runs × 20 metrics × 1,000 points", ours: median(took), unit: "ms", goal: 1500, note }];
}

const steps = 30;

/** Zooms a chart of a million points in and pans it; a step is over when the chart has drawn what came into view. */
export async function panning(window: Window): Promise<Figure[]> {
  const { frame } = await compareAll(window);
  const chart = frame.locator("canvas, .chart svg").first();
  await chart.waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error("no chart");
  const { page } = window;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.keyboard.down("Control");
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -240);
  await page.keyboard.up("Control");
  await page.waitForTimeout(1500);
  await page.keyboard.down("Shift");
  await page.mouse.down();
  const took: number[] = [];
  for (let i = 0; i < steps; i++) {
    await armDrawn(frame);
    await page.mouse.move(middle.x + 60 * (i % 10 < 5 ? (i % 5) + 1 : 4 - (i % 5)), middle.y);
    const each = await frame.evaluate(() => (globalThis as unknown as { tmDrawn: Promise<number> }).tmDrawn);
    if (!Number.isNaN(each)) took.push(each);
  }
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await window.command("View: Close All Editors");
  const note = `p95 ${percentile(took, 0.95).toFixed(0)} ms; ${took.length} of ${steps} steps drew`;
  return [{ what: "1,000,000 points, a step of panning, p50", ours: median(took), unit: "ms", goal: 100, note }];
}

/** From the pointer's next move until what came into view is there and drawn, and the page is quiet for three frames. */
async function armDrawn(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    const scope = globalThis as unknown as { tmDrawn: Promise<number> };
    scope.tmDrawn = new Promise((done) => {
      let began: number | undefined;
      let last: number | undefined;
      const drew = () => {
        if (began !== undefined) last = performance.now();
      };
      const prototype = CanvasRenderingContext2D.prototype;
      const stroke = prototype.stroke;
      prototype.stroke = function (this: CanvasRenderingContext2D, path?: Path2D) {
        drew();
        if (path) stroke.call(this, path);
        else Reflect.apply(stroke, this, []);
      };
      const observer = new MutationObserver(drew);
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      const finish = (value: number) => {
        prototype.stroke = stroke;
        observer.disconnect();
        done(value);
      };
      const look = () => {
        const at = performance.now();
        const isBusy = document.querySelector("[aria-busy=true]") !== null;
        if (began !== undefined && last !== undefined && !isBusy && at - last > 50) finish(last - began);
        else if (began !== undefined && at - began > 3000) finish(Number.NaN);
        else requestAnimationFrame(look);
      };
      addEventListener("pointermove", (event) => (began ??= event.timeStamp), {
        capture: true,
        once: true,
        passive: true,
      });
      setTimeout(() => (began === undefined ? finish(Number.NaN) : undefined), 3000);
      look();
    });
  });
}
