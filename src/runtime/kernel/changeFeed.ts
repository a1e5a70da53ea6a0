import { Readable } from "node:stream";
import type { Change, Events } from "./events";

/** At most this often a listener hears something, in ms. */
const pace = 250;
const heartbeat = 15_000;
/** More different things than this at once, and "everything" is shorter. */
const mostChanges = 2000;

/** Changes as server-sent events: merged by what they are about, and as fast as the listener takes them. */
export function createChangeFeed(events: Events): Readable {
  let pending = new Map<string, Change>();
  let isEverything = false;
  let isSlow = false;
  let lastSent = 0;
  let timer: NodeJS.Timeout | undefined;

  const feed = new Readable({
    highWaterMark: 64 * 1024,
    read() {
      isSlow = false;
      if (pending.size > 0 || isEverything) schedule();
    },
    destroy(error, done) {
      stop();
      clearInterval(beat);
      clearTimeout(timer);
      done(error);
    },
  });
  const send = (text: string) => {
    if (!feed.push(text)) isSlow = true;
  };
  const flush = () => {
    timer = undefined;
    if (isSlow) return;
    const changes = isEverything ? [{ kind: "all", id: "" }] : [...pending.values()];
    pending = new Map();
    isEverything = false;
    lastSent = Date.now();
    send(`event: change\ndata: ${JSON.stringify(changes)}\n\n`);
  };
  const schedule = () => {
    timer ??= setTimeout(flush, Math.max(5, lastSent + pace - Date.now()));
  };
  const stop = events.listen(
    (change) => {
      if (!isEverything) {
        const key = `${change.kind}\0${change.id}`;
        const before = pending.get(key);
        pending.set(key, before ? { ...before, ...change } : change);
        if (pending.size > mostChanges) {
          isEverything = true;
          pending = new Map();
        }
      }
      if (!isSlow) schedule();
    },
    () => void feed.push(null),
  );
  const beat = setInterval(() => {
    if (!isSlow) send(": still here\n\n");
  }, heartbeat).unref();
  send("retry: 1000\n\n");
  return feed;
}
