import { ask, createRun, getRun, mlflow, type Process, stepsOf } from "./runtimes";

/** What was sent to the runtime, and what of it was acknowledged. */
export interface Round {
  readonly points: { readonly run: string; readonly sent: Set<number>; readonly acknowledged: Set<number> };
  readonly batches: Batch[];
  readonly runs: string[];
  readonly models: string[];
  onAcknowledged(): void;
}

interface Batch {
  readonly run: string;
  readonly n: number;
  acknowledged: boolean;
}

const pieces = { metrics: 6, params: 4, tags: 3 };

/** Writes of every kind over several connections, until the runtime is gone; points go to `run`. Tells of each that is acknowledged. */
export async function loadUntilKilled(to: Process, run: string, onAcknowledged: () => void): Promise<Round> {
  const ledger: Round = {
    points: { run, sent: new Set(), acknowledged: new Set() },
    batches: [],
    runs: [run],
    models: [],
    onAcknowledged,
  };
  const workers = [points, points, points, batches, batches, runs, models].map((work, i) => work(to, ledger, i));
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === "rejected" && !isBroken(end.reason)) throw end.reason;
  return ledger;
}

/** fetch says so with a TypeError when the connection breaks. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof SyntaxError && /JSON/.test(error.message));
}

function mustBeFine(status: number, body: unknown): void {
  if (status !== 200) throw new Error(`refused under load: ${status} ${JSON.stringify(body)}`);
}

async function points(
  to: Process,
  { points: { run, sent, acknowledged }, onAcknowledged }: Round,
  worker: number,
): Promise<never> {
  for (let n = 0; ; n++) {
    const step = n * 10 + worker;
    sent.add(step);
    const { status, body } = await ask(to, `${mlflow}/runs/log-metric`, {
      run_id: run,
      key: "loss",
      value: 1 / (step + 1),
      step,
      timestamp: step,
    });
    mustBeFine(status, body);
    acknowledged.add(step);
    onAcknowledged();
  }
}

async function batches(to: Process, ledger: Round, worker: number): Promise<never> {
  const run = await createRun(to, `batches ${worker}`);
  ledger.runs.push(run);
  for (let n = 0; ; n++) {
    const batch: Batch = { run, n, acknowledged: false };
    ledger.batches.push(batch);
    const named = (kind: string, count: number) => Array.from({ length: count }, (_, i) => `${kind} ${n} ${i}`);
    const { status, body } = await ask(to, `${mlflow}/runs/log-batch`, {
      run_id: run,
      metrics: named("metric", pieces.metrics).map((key) => ({ key, value: n, step: n, timestamp: n })),
      params: named("param", pieces.params).map((key) => ({ key, value: String(n) })),
      tags: named("tag", pieces.tags).map((key) => ({ key, value: String(n) })),
    });
    mustBeFine(status, body);
    batch.acknowledged = true;
    ledger.onAcknowledged();
  }
}

async function runs(to: Process, ledger: Round): Promise<never> {
  for (;;) ledger.runs.push(await createRun(to, "short"));
}

async function models(to: Process, ledger: Round): Promise<never> {
  for (;;) {
    const name = `model ${ledger.points.run.slice(0, 6)} ${ledger.models.length}`;
    const { status, body } = await ask(to, `${mlflow}/registered-models/create`, { name });
    mustBeFine(status, body);
    ledger.models.push(name);
  }
}

export interface Found {
  readonly acknowledged: number;
  /** One sentence for each thing that is not as it must be. */
  readonly wrong: string[];
}

/** Everything acknowledged must be there, and every batch whole or absent. */
export async function verify(to: Process, round: Round): Promise<Found> {
  const wrong: string[] = [];
  const { run, sent, acknowledged } = round.points;
  const steps = await stepsOf(to, run, "loss");
  for (const step of acknowledged)
    if (!steps.has(step)) wrong.push(`point ${step} of ${run} was acknowledged and is lost`);
  for (const step of steps) if (!sent.has(step)) wrong.push(`point ${step} of ${run} was never sent`);
  for (const id of round.runs) await getRun(to, id).catch((error: Error) => wrong.push(error.message));
  for (const id of new Set(round.batches.map((batch) => batch.run))) {
    const { data } = await getRun(to, id);
    for (const batch of round.batches.filter((each) => each.run === id)) wrong.push(...judge(batch, data));
  }
  for (const name of round.models) {
    const { status } = await ask(to, `${mlflow}/registered-models/get?name=${encodeURIComponent(name)}`);
    if (status !== 200) wrong.push(`model ${name} was acknowledged and is lost`);
  }
  const counted = round.batches.filter((batch) => batch.acknowledged).length;
  return { acknowledged: acknowledged.size + counted + round.runs.length + round.models.length, wrong };
}

function judge({ run, n, acknowledged }: Batch, data: Awaited<ReturnType<typeof getRun>>["data"]): string[] {
  const counts = Object.entries(pieces).map(([kind, whole]) => {
    const word = kind.slice(0, -1);
    const list: readonly { readonly key: string }[] = data[kind as keyof typeof pieces] ?? [];
    return [list.filter(({ key }) => key.startsWith(`${word} ${n} `)).length, whole] as const;
  });
  const isWhole = counts.every(([count, whole]) => count === whole);
  const isAbsent = counts.every(([count]) => count === 0);
  if (!isWhole && !isAbsent)
    return [`batch ${n} of ${run} is there in part: ${counts.map(([count]) => count).join(", ")}`];
  return acknowledged && !isWhole ? [`batch ${n} of ${run} was acknowledged and is lost`] : [];
}
