import { rowsOf, stack } from "../tensorData";
import type { Tensor } from "../tensors";

export type Run = (inputs: readonly Tensor[], rows: number) => Promise<readonly Tensor[]>;

interface Waiting {
  readonly inputs: readonly Tensor[];
  readonly rows: number;
  /** Those with the same can stand in one batch. */
  readonly shape: string;
  done(outputs: readonly Tensor[]): void;
  fail(why: unknown): void;
}

export interface Gathering {
  readonly run: Run;
  /** Rows of each run, for whoever counts. */
  readonly onBatch: ((rows: number, milliseconds: number) => void) | undefined;
  /** Milliseconds that a batch may take; what has come beyond that goes into the next one. */
  readonly longest: number;
  readonly now: () => number;
  /** It answers in the same turn, so that nobody ever comes while it is busy: the first one always waits for others of its turn. */
  readonly isAtOnce?: boolean;
}

/** No batch is wider, however quick the model. */
const mostRows = 1024;

/** Requests in a batch, on average, below which the first one does not wait for others of the same turn. */
const fewClients = 1.2;

/**
 * Runs what arrives in one turn of the event loop, and what arrives while the model is busy, as one batch: a single
 * client waits for nobody, and many share the cost of a run.
 */
export function gather({ run, onBatch, longest, now, isAtOnce = false }: Gathering): Run {
  let waiting: Waiting[] = [];
  let isBusy = false;
  let perRow = 0.01;
  /** Requests in a batch, of late. */
  let together = 1;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = take();
      together = 0.9 * together + 0.1 * batch.length;
      const rows = batch.reduce((sum, each) => sum + each.rows, 0);
      const began = now();
      await runBatch(batch, rows);
      const took = now() - began;
      perRow = 0.8 * perRow + 0.2 * (took / Math.max(1, rows));
      onBatch?.(rows, took);
    }
    isBusy = false;
  }

  /** The oldest, and those that fit beside it. */
  function take(): Waiting[] {
    const [first] = waiting as [Waiting];
    const most = Math.min(mostRows, Math.max(1, Math.floor(longest / perRow)));
    let rows = 0;
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const each of waiting) {
      const fits = batch.length === 0 || (each.shape === first.shape && rows + each.rows <= most);
      if (fits) rows += each.rows;
      (fits ? batch : rest).push(each);
    }
    waiting = rest;
    return batch;
  }

  async function runBatch(batch: readonly Waiting[], rows: number): Promise<void> {
    const [first] = batch as [Waiting];
    try {
      if (batch.length === 1) return first.done(await run(first.inputs, rows));
      const outputs = await run(
        first.inputs.map((_, i) => stack(batch.map(({ inputs }) => inputs[i] as Tensor))),
        rows,
      );
      let from = 0;
      for (const each of batch) {
        const start = from;
        each.done(outputs.map((output) => rowsOf(output, start, each.rows)));
        from += each.rows;
      }
    } catch (error) {
      if (batch.length === 1) return first.fail(error);
      // one of them may be to blame, and the others shall not pay for it
      for (const each of batch) await runBatch([each], each.rows);
    }
  }

  return (inputs, rows) =>
    new Promise((done, fail) => {
      waiting.push({ inputs, rows, shape: shapeOf(inputs), done, fail });
      if (isBusy) return;
      isBusy = true;
      // it tells those who wait of its failures
      if (together < fewClients && !isAtOnce) void flush();
      else setImmediate(() => void flush());
    });
}

function shapeOf(inputs: readonly Tensor[]): string {
  let shape = "";
  for (const { dims } of inputs) for (let i = 1; i < dims.length; i++) shape += `${dims[i]},`;
  return shape;
}
