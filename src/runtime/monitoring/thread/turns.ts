import { ApiError } from "../../../shared/apiError";

/** Who may begin: so many at once, so many behind them. */
export interface Turns {
  /** Resolves when it may begin. `isFirst`: it goes before the others that wait, and is never refused. */
  take(isFirst: boolean): Promise<void>;
  /** Whoever took a turn gives it back. */
  giveBack(): void;
}

export function createTurns(most: number, mostWaiting: number): Turns {
  const first: (() => void)[] = [];
  const others: (() => void)[] = [];
  let running = 0;
  return {
    async take(isFirst) {
      if (running < most) {
        running++;
        return;
      }
      if (!isFirst && others.length >= mostWaiting)
        throw new ApiError(
          "TEMPORARILY_UNAVAILABLE",
          `${others.length} questions about tables wait already; ask again when some of them are answered`,
        );
      await new Promise<void>((resolve) => (isFirst ? first : others).push(resolve));
    },
    giveBack() {
      const next = first.shift() ?? others.shift();
      if (next)
        next(); // the turn is handed over
      else running--;
    },
  };
}
