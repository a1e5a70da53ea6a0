import type { Output } from "../output";

/** What can be shown on stdout and stderr of this command. */
export interface Screen {
  /** Columns of stdout; undefined when it is no terminal. */
  readonly width: number | undefined;
  readonly colour: boolean;
  /** Stderr is a terminal: progress may be drawn on it. */
  readonly drawsProgress: boolean;
  /** Somebody sits there and can answer. */
  readonly canAsk: boolean;
}

export function screenOf(out: Output, env: NodeJS.ProcessEnv = process.env): Screen {
  const { isTerminal } = out;
  const isDumb = env.TERM === "dumb";
  const drawsProgress = out.isNotesTerminal && !isDumb;
  return {
    width: isTerminal ? widthOf(out.stdout) : undefined,
    colour: isTerminal && !isDumb && (env.NO_COLOR ?? "") === "",
    drawsProgress,
    canAsk: drawsProgress && process.stdin.isTTY === true,
  };
}

/** 80 where a terminal does not say. */
export function widthOf(stream: object): number {
  return "columns" in stream && typeof stream.columns === "number" && stream.columns > 0 ? stream.columns : 80;
}

export type Paint = (text: string) => string;

export interface Palette {
  readonly bold: Paint;
  readonly muted: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
}

export function palette(colour: boolean): Palette {
  const paint =
    (open: number, close: number): Paint =>
    (text) =>
      colour ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: paint(1, 22),
    muted: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    blue: paint(34, 39),
  };
}
