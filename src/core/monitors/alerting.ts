import type { Health } from "../../shared/monitors";
import type { AlertWish } from "./monitor";

/** Where a monitor stands with its alerts. Plain data: it is kept. */
export interface Standing {
  /** Somebody was told that it fails, and it has not recovered since. */
  readonly isAlerted: boolean;
  /** Bad windows in a row, and good ones since the last bad one. */
  readonly bad: number;
  readonly good: number;
  readonly toldAt: number;
}

export const atRest: Standing = { isAlerted: false, bad: 0, good: 0, toldAt: 0 };

/** So many windows in a row have to be good before the next bad one is news. */
const calm = 2;

/** What a window makes of it, and whether somebody is to be told. A window of which nothing is known changes nothing. */
export function follow(
  before: Standing,
  health: Health,
  { wish, at }: { readonly wish: Pick<AlertWish, "after" | "repeatAfter">; readonly at: number },
): { readonly standing: Standing; readonly tell: boolean } {
  if (health === "unknown") return { standing: before, tell: false };
  if (health !== "failing") {
    const good = before.good + 1;
    return { standing: { ...before, bad: 0, good, isAlerted: before.isAlerted && good < calm }, tell: false };
  }
  const bad = before.bad + 1;
  const isDue = before.isAlerted
    ? wish.repeatAfter !== undefined && at - before.toldAt >= wish.repeatAfter
    : bad >= wish.after;
  return {
    standing: { isAlerted: before.isAlerted || isDue, bad, good: 0, toldAt: isDue ? at : before.toldAt },
    tell: isDue,
  };
}
