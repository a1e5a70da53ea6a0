/** What has come and gone since the start, for status, metrics and the idle end. */
export interface Traffic {
  came(): void;
  answered(status: number): void;
  readonly requests: number;
  /** Answers by the first digit of their status. */
  readonly answers: readonly number[];
  /** Calls once, with the next request. */
  onNext(call: () => void): void;
}

export function createTraffic(): Traffic {
  const answers = [0, 0, 0, 0, 0, 0];
  let requests = 0;
  let next: (() => void) | undefined;
  return {
    came() {
      requests++;
      if (!next) return;
      const call = next;
      next = undefined;
      call();
    },
    answered(status) {
      const kind = Math.floor(status / 100);
      answers[kind] = (answers[kind] ?? 0) + 1;
    },
    get requests() {
      return requests;
    },
    answers,
    onNext(call) {
      next = call;
    },
  };
}
