import type { Frame, Page } from "playwright-core";
import type { Door } from "../../../src/extension/runtime/door";
import { createExperiment, startRun } from "../../vscode/logRuns";
import { pageFrame, row, showRuns, type Window } from "../../vscode/window";
import { type Figure, median, percentile } from "./figures";
import { now, rememberPresses } from "./watch";

/** From the click on the experiment until its table stands with its rows. */
async function openTable({ page, command }: Window): Promise<{ frame: Frame; took: number }> {
  await command("Tidemark: Open Run Table");
  const offered = page.locator(".quick-input-widget .monaco-list-row", { hasText: "sweep" }).first();
  await offered.waitFor();
  const pressed = await rememberPresses(page);
  await offered.click();
  const frame = await pageFrame(page, "runTable", 120);
  const painted = await frame.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName("tm-first-paint")[0]?.startTime ?? Number.NaN),
  );
  return { frame, took: painted - (await pressed()) };
}

export async function runTable(window: Window, rounds: number): Promise<Figure[]> {
  const took: number[] = [];
  let down = { fps: Number.NaN, longest: Number.NaN };
  let across = down;
  for (let i = 0; i < rounds; i++) {
    const opened = await openTable(window);
    took.push(opened.took);
    if (i === rounds - 1) {
      await window.page.waitForTimeout(2000);
      down = await scroll(opened.frame, "scrollTop", 90);
      across = await scroll(opened.frame, "scrollLeft", 45);
    }
    await window.command("View: Close All Editors");
  }
  const note = `median of ${took.map((each) => each.toFixed(0)).join(", ")}`;
  const frames = (each: typeof down) => `longest frame ${each.longest.toFixed(0)} ms`;
  return [
    { what: "run table of 5,000 × 500, first paint", ours: median(took), unit: "ms", goal: 400, note },
    { what: "run table, scrolling down", ours: down.fps, unit: "fps", goal: 50, note: frames(down) },
    { what: "run table, scrolling across", ours: across.fps, unit: "fps", goal: 50, note: frames(across) },
  ];
}

/** Moves the largest thing that scrolls by so many pixels each frame, and counts the frames for three seconds. */
async function scroll(frame: Frame, side: "scrollTop" | "scrollLeft", pixels: number): Promise<typeof none> {
  return frame.evaluate(
    ({ side, pixels }) => {
      const size = side === "scrollTop" ? "scrollHeight" : "scrollWidth";
      const room = (element: Element) =>
        element[size] - (side === "scrollTop" ? element.clientHeight : element.clientWidth);
      const scroller = [...document.querySelectorAll("*")].reduce((a, b) => (room(b) > room(a) ? b : a));
      if (room(scroller) < 1000) throw new Error("nothing here scrolls far");
      return new Promise<{ fps: number; longest: number }>((done) => {
        const began = performance.now();
        let [frames, last, longest] = [0, began, 0];
        const step = () => {
          const at = performance.now();
          longest = Math.max(longest, at - last);
          last = at;
          frames++;
          scroller[side] += pixels;
          if (at - began < 3000) requestAnimationFrame(step);
          else done({ fps: (frames * 1000) / (at - began), longest });
        };
        requestAnimationFrame(step);
      });
    },
    { side, pixels },
  );
}
const none = { fps: 0, longest: 0 };

const samples = 40;

/** From handing a metric to the runtime until its figure is in the tree and in the table. */
export async function liveMetric(window: Window, door: Door): Promise<Figure[]> {
  const { page } = window;
  const experiment = await createExperiment(door, `live-${Date.now()}`);
  const run = await startRun(door, { experiment, name: "live-run" });
  await run.log({ live_metric: 0.1 }, 0);
  await showRuns(page);
  await row(page, "live-run").waitFor({ timeout: 60_000 });
  const tree = await latencies(page.mainFrame(), page, (value, step) => run.log({ live_metric: value }, step));
  await window.command("Tidemark: Open Run");
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: "live-run" }).first().click();
  const frame = await pageFrame(page, "run");
  const onPage = await latencies(frame, page, (value, step) => run.log({ live_metric: value }, step + 1000));
  await run.end("FINISHED");
  await window.command("View: Close All Editors");
  return [...both("tree", tree), ...both("run page", onPage)];
}

function both(where: string, values: readonly number[]): Figure[] {
  const note = `${values.length} of ${samples} seen`;
  return [
    { what: `a metric logged → in the ${where}, p50`, ours: percentile(values, 0.5), unit: "ms", goal: 500, note },
    { what: `a metric logged → in the ${where}, p95`, ours: percentile(values, 0.95), unit: "ms", goal: 500 },
  ];
}

type Log = (value: number, step: number) => Promise<void>;

async function latencies(frame: Frame, page: Page, log: Log): Promise<number[]> {
  const took: number[] = [];
  for (let i = 1; i <= samples; i++) {
    const value = Number(`0.${1000 + ((i * 7919) % 8999)}`); // four digits, as they are shown
    const text = value.toString().padEnd(6, "0");
    const seen = frame.evaluate(
      (wanted) => {
        return new Promise<number>((done) => {
          const end = performance.now() + 5000;
          const look = () => {
            if (document.body.textContent?.includes(wanted)) done(performance.timeOrigin + performance.now());
            else if (performance.now() > end) done(Number.NaN);
            else requestAnimationFrame(look);
          };
          look();
        });
      },
      text.replace(/0+$/, ""),
    );
    const began = now();
    await log(value, i);
    const at = await seen;
    if (!Number.isNaN(at)) took.push(at - began);
    await page.waitForTimeout(100 + ((i * 37) % 200));
  }
  return took;
}
