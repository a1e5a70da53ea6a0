import type { ChildProcess } from "node:child_process";
import type { Log } from "../../kernel/log";
import type { ModelFacts } from "../modelFacts";
import { afterLastWords } from "./lastWords";
import type { ToHost, ToWorker } from "./messages";

export interface Kept {
  /** Rejects if the model cannot be served at all. */
  readonly ready: Promise<ModelFacts>;
  /** Undefined while there is none that answers. */
  readonly child: ChildProcess | undefined;
  readonly restarts: number;
  stop(): Promise<void>;
}

export interface Keeping {
  readonly name: string;
  readonly log: Log;
  /** For each process anew. */
  open(): Extract<ToWorker, { type: "open" }>;
  spawn(): ChildProcess;
  onReady?(open: Extract<ToWorker, { type: "open" }>, facts: ModelFacts): void;
  onGone?(child: ChildProcess): void;
  /** Milliseconds of silence after which it hangs, once it is open. */
  readonly silence?: number;
  /** It is ended right after this. */
  onHang?(child: ChildProcess): void;
  /** What is not about its life. */
  onMessage?(child: ChildProcess, message: ToHost): void;
}

/** Milliseconds before each further start of what died soon after its last one. */
const pauses = [0, 200, 500, 1000, 2000, 5000];
/** Who lived so long is started again at once. */
const soon = 10_000;
const pingEvery = 1000;
/** Silent for so long, it hangs, unless whoever keeps it knows better; also while it opens. */
const longestSilence = 35_000;
const drainTime = 10_000;

/** One process for one model: started again when it dies or hangs, ended when told. */
export function keepRunning(keeping: Keeping): Kept {
  const { name, log, silence = longestSilence } = keeping;
  const every = Math.min(pingEvery, silence / 4);
  let child: ChildProcess | undefined;
  let answering: ChildProcess | undefined;
  let restarts = 0;
  let quick = 0;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let settle: { done(facts: ModelFacts): void; fail(why: Error): void };
  const ready = new Promise<ModelFacts>((done, fail) => {
    settle = { done, fail };
  });
  ready.catch(() => undefined); // whoever waits hears it

  function start(): void {
    const born = performance.now();
    const started = keeping.spawn();
    const open = keeping.open();
    child = started;
    let silent = 0;
    let looked = performance.now();
    const ping = setInterval(() => {
      const now = performance.now();
      silent += Math.min(now - looked, 2 * every); // while we slept ourselves nobody could be heard
      looked = now;
      if (silent < (answering === started ? silence : longestSilence)) return void tell(started, { type: "ping" });
      log.error("a model's process hangs and is killed", { model: name, pid: started.pid });
      keeping.onHang?.(started);
      started.kill("SIGKILL");
    }, every);
    ping.unref();
    started.on("message", (message: ToHost) => {
      silent = 0;
      if (message.type === "ready") {
        answering = started;
        settle.done(message.facts);
        keeping.onReady?.(open, message.facts);
      } else if (message.type === "failed") {
        isStopping ||= restarts === 0; // one that could be opened before may be so again
        settle.fail(new Error(message.message));
      } else keeping.onMessage?.(started, message);
    });
    started.once("error", (error) => {
      settle.fail(error);
      if (started.pid === undefined) end(null, null); // it was never there, and nothing else tells of it
    });
    started.once("exit", end);
    function end(code: number | null, signal: NodeJS.Signals | null): void {
      clearInterval(ping);
      child = undefined;
      const wasAnswering = answering === started;
      answering = undefined;
      if (wasAnswering) keeping.onGone?.(started);
      if (isStopping) return;
      if (!wasAnswering && restarts === 0) {
        isStopping = true;
        settle.fail(
          new Error(`the process that opens it ended (${signal ?? `code ${code}`}): the file makes the runtime crash`),
        );
        return;
      }
      quick = performance.now() - born > soon ? 0 : Math.min(quick + 1, pauses.length - 1);
      restarts++;
      const pause = pauses[quick === 0 ? 0 : quick - 1] as number;
      log.warn("a model's process ended and is started again", {
        model: name,
        signal: signal ?? undefined,
        code: code ?? undefined,
        pause,
      });
      timer = setTimeout(start, pause);
    }
    tell(started, open);
  }

  start();
  return {
    ready,
    get child() {
      return answering;
    },
    get restarts() {
      return restarts;
    },
    stop: () =>
      new Promise((done) => {
        isStopping = true;
        clearTimeout(timer);
        if (child === undefined) return done();
        const last = child;
        const kill = setTimeout(() => last.kill("SIGKILL"), drainTime);
        last.once("exit", () => clearTimeout(kill));
        afterLastWords(last, done);
        tell(last, { type: "drain" });
      }),
  };
}

function tell(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => undefined); // its end is noticed by its exit
}
