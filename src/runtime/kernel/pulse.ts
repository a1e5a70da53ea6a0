import type { Connections } from "./http/connections";
import type { Traffic } from "./http/traffic";
import type { Pauses } from "./pauses";

interface Body {
  readonly traffic: Traffic;
  readonly connections: Connections;
}

/** Measures pauses while there is traffic and lets the process sleep when there is none. */
export function measurePauses({ traffic, connections }: Body, pauses: Pauses): void {
  const checkEvery = 2000;
  const restAfter = 3;
  const awake = () => {
    pauses.wake();
    let seen = -1;
    let quiet = 0;
    const timer = setInterval(() => {
      const isQuiet = traffic.requests === seen && connections.busy === 0;
      seen = traffic.requests;
      quiet = isQuiet ? quiet + 1 : 0;
      if (quiet < restAfter) return;
      clearInterval(timer);
      pauses.rest();
      traffic.onNext(awake);
    }, checkEvery).unref();
  };
  traffic.onNext(awake);
}

/** Calls `end` once `activity` has not changed for `seconds` and nothing holds the process up. */
export function endWhenIdle(activity: () => number, isHeldUp: () => boolean, seconds: number, end: () => void): void {
  let seen = activity();
  let since = performance.now();
  const timer = setInterval(
    () => {
      if (activity() !== seen || isHeldUp()) {
        seen = activity();
        since = performance.now();
      } else if (performance.now() - since >= seconds * 1000) {
        clearInterval(timer);
        end();
      }
    },
    Math.min(Math.max(seconds * 100, 50), 10_000),
  ).unref();
}
