import { setTimeout as sleep } from "node:timers/promises";
import type { ToHost, ToPage } from "../../src/shared/views/page";

type Route = Extract<ToHost, { type: "route" }>;

/** A question of the page's code, answered when the test likes: late, in another order, or not at all. */
export interface Question {
  readonly path: string;
  readonly body: unknown;
  answer(value: unknown): void;
  refuse(status: number, message: string): void;
}

/** What a page's code finds in place of the editor. It is to be there before that code is imported. */
export interface FakeEditor {
  /** The next question to a route that was not taken yet. */
  next(path: string): Promise<Question>;
  /** How many were asked and not taken. */
  waiting(path: string): number;
  /** Leaves nothing behind that other tests could take for a browser. */
  leave(): void;
}

/** How often a question is looked for before it counts as not asked. */
const patience = 400;

export function beTheEditor(): FakeEditor {
  const asked: Question[] = [];
  let hear: (event: { data: ToPage }) => void = () => undefined;
  const scope = globalThis as unknown as Record<string, unknown>;
  scope.window = {
    addEventListener: (type: string, listener: typeof hear) => {
      if (type === "message") hear = listener;
    },
  };
  scope.acquireVsCodeApi = () => ({
    postMessage(message: ToHost) {
      if (message.type === "route") asked.push(questionOf(message));
    },
    getState: () => undefined,
    setState: () => undefined,
  });

  function questionOf({ id, path, body }: Route): Question {
    return {
      path,
      body,
      answer: (value) => hear({ data: { type: "answer", id, value } }),
      refuse: (status, message) => hear({ data: { type: "refused", id, status, message } }),
    };
  }

  const matches = (path: string) => (question: Question) => question.path === path;
  return {
    async next(path) {
      for (let i = 0; i < patience; i++) {
        const at = asked.findIndex(matches(path));
        if (at >= 0) return asked.splice(at, 1)[0] as Question;
        await sleep(5);
      }
      throw new Error(`${path} was not asked for`);
    },
    waiting: (path) => asked.filter(matches(path)).length,
    leave() {
      delete scope.window;
      delete scope.acquireVsCodeApi;
    },
  };
}
