/** What has come and gone since the start, for status, metrics and the idle end. */
export interface Traffic {
  came(): void;
  answered(status: number): void;
  readonly requests: number;
  /** Answers by the first digit of their status. */
  readonly answers: readonly number[];
  /** Whether anything came since it was last asked. */
  wasTouched(): boolean;
}

export function createTraffic(): Traffic {
  const answers = [0, 0, 0, 0, 0, 0];
  let requests = 0;
  let seen = 0;
  return {
    came() {
      requests++;
    },
    answered(status) {
      const kind = Math.floor(status / 100);
      answers[kind] = (answers[kind] ?? 0) + 1;
    },
    get requests() {
      return requests;
    },
    answers,
    wasTouched() {
      const touched = requests !== seen;
      seen = requests;
      return touched;
    },
  };
}
