import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first signal asks what runs to stop, and is its reason; a second one ends us, and what runs with us. */
export function stopOnSignals() {
  const abort = new AbortController();
  let code: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = 128 + constants.signals[name];
    abort.abort(name);
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: abort.signal,
    /** As a shell counts it; undefined when nothing stopped us. */
    get code() {
      return code;
    },
    end: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
