/** Milliseconds within which a second click makes a double click. */
const apart = 500;

export interface Clicks<T> {
  /** A tree tells of clicks only: the second on the same line opens it. */
  click(node: T): unknown;
  /** What the next click is about was meant to open: it came from Enter. */
  expectEnter(): void;
}

export function createClicks<T>(open: (node: T) => unknown, now: () => number = Date.now): Clicks<T> {
  let last: { readonly node: T; readonly at: number } | undefined;
  let entered = Number.NEGATIVE_INFINITY;
  return {
    click(node) {
      const isEnter = now() - entered < apart;
      const isSecond = last?.node === node && now() - last.at < apart;
      entered = Number.NEGATIVE_INFINITY;
      last = isSecond || isEnter ? undefined : { node, at: now() };
      return isSecond || isEnter ? open(node) : undefined;
    },
    expectEnter() {
      entered = now();
    },
  };
}
