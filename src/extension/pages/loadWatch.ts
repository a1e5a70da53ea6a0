/** Milliseconds until a page that has said nothing is loaded again, and then once more. */
const patience = [20_000, 60_000];

/**
 * The editor may fail to hand a page one of its files, and the page stays blank: it is loaded again, twice at most.
 * `began` is called when a page begins to load, `ended` when it has said something or cannot be seen.
 */
export function createLoadWatch(again: () => void): { began(): void; ended(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;

  function wait(): void {
    const time = patience[tries];
    if (time === undefined) return;
    timer = setTimeout(() => {
      tries++;
      again();
      wait();
    }, time);
  }

  return {
    began(): void {
      clearTimeout(timer);
      tries = 0;
      wait();
    },
    ended(): void {
      clearTimeout(timer);
    },
  };
}
