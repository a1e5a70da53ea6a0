import type { ChildProcess } from "node:child_process";
import { addCounts, type Counts, countsLeft, noCounts } from "../front/counts";
import type { OutcomeDesk } from "../predictions/outcomeDesk";
import { Refusal } from "../refusal";
import type { HostAnswer, HostQuestion, ToHost, ToWorker } from "./messages";

/** What the workers of an endpoint share: what they have counted together, and what came of their predictions. */
export interface HostDesk {
  hear(from: ChildProcess, message: ToHost): void;
  gone(child: ChildProcess): void;
}

/** Milliseconds for which the desk waits for a worker that is busy; then it goes by what that one said last. */
const patience = 1000;

export function createHostDesk(answering: () => readonly ChildProcess[], outcomes: OutcomeDesk | undefined): HostDesk {
  const last = new Map<ChildProcess, Counts>();
  const left = noCounts();
  const waiting = new Map<number, { readonly child: ChildProcess; done(): void }>();
  let lastId = 0;

  /** Resolves once each of them has said what it knows. */
  async function askAll(): Promise<void> {
    const asked = answering().map(
      (child) =>
        new Promise<void>((done) => {
          const id = ++lastId;
          const timer = setTimeout(() => end(), patience);
          const end = () => {
            clearTimeout(timer);
            waiting.delete(id);
            done();
          };
          waiting.set(id, { child, done: end });
          tell(child, { type: "count", id });
        }),
    );
    await Promise.all(asked);
  }

  async function answer(question: HostQuestion): Promise<unknown> {
    await askAll();
    if (question.kind === "counts") {
      const sum = noCounts();
      for (const each of [left, ...last.values()]) addCounts(sum, each);
      return sum;
    }
    if (outcomes === undefined) throw new Refusal(404, "Outcomes are not kept here");
    return outcomes.take(question.body);
  }

  return {
    hear(from, message) {
      switch (message.type) {
        case "pong":
          if (message.counts) last.set(from, message.counts);
          return;
        case "counted":
          last.set(from, message.counts);
          waiting.get(message.id)?.done();
          return;
        case "seen":
          outcomes?.saw(message.requests);
          return;
        case "ask":
          void answer(message.question) // a failure is an answer too
            .then((value): HostAnswer => ({ value }), refusedBy)
            .then((said) => tell(from, { type: "answer", id: message.id, answer: said }));
          return;
        default:
      }
    },
    gone(child) {
      const counts = last.get(child);
      last.delete(child);
      if (counts) addCounts(left, countsLeft(counts));
      for (const each of waiting.values()) if (each.child === child) each.done();
    },
  };
}

function refusedBy(error: unknown): HostAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { refused: { status: error instanceof Refusal ? error.status : 500, message } };
}

function tell(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => undefined); // who is gone hears nothing
}
