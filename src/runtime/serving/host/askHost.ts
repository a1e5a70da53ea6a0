import { Refusal } from "../refusal";
import type { HostAnswer, HostQuestion, SeenRequest, ToHost } from "./messages";

/** What a worker tells and asks its host. */
export interface HostLine {
  ask<T>(question: HostQuestion): Promise<T>;
  take(id: number, answer: HostAnswer): void;
  /** Gathered for a moment: a message costs more than a request may. */
  saw(request: SeenRequest): void;
  flush(): void;
}

const gather = 100;

export function createHostLine(tell: (message: ToHost) => void): HostLine {
  const asked = new Map<number, { done(value: unknown): void; fail(why: Refusal): void }>();
  let lastId = 0;
  let seen: SeenRequest[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (seen.length === 0) return;
    tell({ type: "seen", requests: seen });
    seen = [];
  };
  return {
    flush,
    saw(request) {
      seen.push(request);
      timer ??= setTimeout(flush, gather);
    },
    ask: <T>(question: HostQuestion) =>
      new Promise<T>((done, fail) => {
        flush();
        const id = ++lastId;
        asked.set(id, { done: (value) => done(value as T), fail });
        tell({ type: "ask", id, question });
      }),
    take(id, answer) {
      const waiting = asked.get(id);
      asked.delete(id);
      if ("value" in answer) waiting?.done(answer.value);
      else waiting?.fail(new Refusal(answer.refused.status, answer.refused.message));
    },
  };
}
