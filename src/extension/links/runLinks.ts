/** The address of a run, or of an experiment, in a line of a terminal. */
export interface RunLink {
  readonly start: number;
  readonly length: number;
  readonly port: number;
  readonly experiment: string;
  readonly run?: string;
}

/** As MLflow's client prints them after a run: `🏃 View run calm-heron at: http://127.0.0.1:4711/#/experiments/1/runs/2f…` */
const address =
  /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})\/?#\/experiments\/([\w-]{1,64})(?:\/runs\/([\w-]{1,64}))?/g;

const longest = 20_000;

export function findRunLinks(line: string): RunLink[] {
  return [...line.slice(0, longest).matchAll(address)].map(([text, port, experiment = "", run], i, all) => ({
    start: all[i]?.index ?? 0,
    length: text.length,
    port: Number(port),
    experiment,
    ...(run === undefined ? {} : { run }),
  }));
}
