/** Milliseconds after which somebody who was told and did not ask is told again. */
const patience = 5000;

export interface AskedAgain {
  /** There is something new. */
  news(): void;
  /** Somebody asks, and is answered with all there is. */
  asked(): void;
  dispose(): void;
}

/**
 * Tells of news once, then waits until somebody has asked for them. An editor that puts its question off by a moment at
 * each piece of news would never come to it while a run writes several times a second on a busy machine.
 */
export function createAskedAgain(tell: () => void, now: () => number = Date.now): AskedAgain {
  let toldAt: number | undefined;
  let isNew = false;
  let timer: NodeJS.Timeout | undefined;
  const say = () => {
    isNew = false;
    toldAt = now();
    tell();
  };
  return {
    news() {
      if (toldAt === undefined || now() - toldAt >= patience) say();
      else isNew = true;
    },
    asked() {
      toldAt = undefined;
      if (!isNew) return;
      // not while it is still being answered
      clearTimeout(timer);
      timer = setTimeout(say, 0);
    },
    dispose: () => clearTimeout(timer),
  };
}
