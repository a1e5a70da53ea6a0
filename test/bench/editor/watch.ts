import type { Page } from "playwright-core";

/** A moment of the machine's clock with fractions, in milliseconds; pages and this process agree on it. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Measures in the page: from the first key or mouse press after this call until `selector` is there and drawn. */
export async function armWatch(page: Page, selector: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const scope = window as unknown as { tmTook: Promise<number> };
    scope.tmTook = new Promise((done) => {
      const begin = (event: Event) => {
        for (const kind of ["mousedown", "keydown"]) window.removeEventListener(kind, begin, true);
        const look = () => {
          if (document.querySelector(wanted)) done(performance.now() - event.timeStamp);
          else requestAnimationFrame(look);
        };
        look();
      };
      for (const kind of ["mousedown", "keydown"]) window.addEventListener(kind, begin, true);
    });
  }, selector);
  return () => page.evaluate(() => (window as unknown as { tmTook: Promise<number> }).tmTook);
}

/** Remembers when the last key or mouse press was, by the machine's clock. */
export async function rememberPresses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const scope = window as unknown as { tmPressed: number };
    for (const kind of ["mousedown", "keydown"])
      window.addEventListener(
        kind,
        (event) => {
          scope.tmPressed = performance.timeOrigin + event.timeStamp;
        },
        true,
      );
  });
  return () => page.evaluate(() => (window as unknown as { tmPressed: number }).tmPressed);
}
