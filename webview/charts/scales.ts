/** From values to pixels and back. A log scale has no place for what is not above zero: NaN. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  pixel(value: number): number;
  value(pixel: number): number;
}

export interface Ends {
  readonly from: number;
  readonly to: number;
}

/** `start` and `end` are the pixels of `from` and `to`; on a y axis start is the larger. */
export function createScale({ from, to }: Ends, start: number, end: number, isLog = false): Scale {
  if (isLog && from > 0 && to > 0) {
    const low = Math.log(from);
    const factor = (end - start) / (Math.log(to) - low || 1);
    return {
      from,
      to,
      isLog,
      pixel: (value) => (value > 0 ? start + (Math.log(value) - low) * factor : Number.NaN),
      value: (pixel) => Math.exp(low + (pixel - start) / factor),
    };
  }
  const factor = (end - start) / (to - from || 1);
  return {
    from,
    to,
    isLog: false,
    pixel: (value) => start + (value - from) * factor,
    value: (pixel) => from + (pixel - start) / factor,
  };
}

/** Moves the ends by a share of what is between them, as the scale sees it. */
export function shifted({ from, to }: Ends, share: number, isLog: boolean): Ends {
  if (isLog && from > 0 && to > 0) {
    const factor = (to / from) ** share;
    return { from: from * factor, to: to * factor };
  }
  const by = (to - from) * share;
  return { from: from + by, to: to + by };
}

/** Brings the ends nearer to a value (`factor` below 1) or away from it. */
export function scaled({ from, to }: Ends, around: number, factor: number, isLog: boolean): Ends {
  if (isLog && from > 0 && around > 0)
    return { from: around * (from / around) ** factor, to: around * (to / around) ** factor };
  return { from: around + (from - around) * factor, to: around + (to - around) * factor };
}

/** Keeps what is shown within what there is, its length where it can be kept. Undefined: it is all of it. */
export function within(view: Ends, all: Ends, isLog: boolean): Ends | undefined {
  const isLogged = isLog && all.from > 0 && view.from > 0;
  const to = isLogged ? Math.log : (value: number) => value;
  const back = isLogged ? Math.exp : (value: number) => value;
  const [low, high] = [to(all.from), to(all.to)];
  const length = to(view.to) - to(view.from);
  if (!(length < (high - low) * 0.9999)) return undefined;
  const start = Math.min(Math.max(to(view.from), low), high - length);
  return { from: back(start), to: back(start + length) };
}
