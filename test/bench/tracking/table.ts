/** One line of the table that the issue asks for. */
export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly peer?: number;
  readonly unit: "ms" | "s" | "/s" | "MB" | "MB/s" | "×" | "points/s";
  readonly goal: string;
  /** Undefined where the goal is a ratio and the peer was left out. */
  readonly isMet: boolean | undefined;
  /** How many times better than the peer; undefined where only our own figure counts. */
  readonly ratio?: number;
}

/** A row where less is better (times, memory). */
export function less(what: string, unit: Row["unit"], ours: number, peer: number | undefined, goal: Goal): Row {
  return row(what, unit, ours, peer, peer === undefined ? undefined : peer / ours, goal, (limit) => ours <= limit);
}

/** A row where more is better (rates). */
export function more(what: string, unit: Row["unit"], ours: number, peer: number | undefined, goal: Goal): Row {
  return row(what, unit, ours, peer, peer === undefined ? undefined : ours / peer, goal, (limit) => ours >= limit);
}

/** `limit` for our figure, `times` for the ratio to the peer; both must hold where both are given. */
export interface Goal {
  readonly limit?: number;
  readonly times?: number;
}

function row(
  what: string,
  unit: Row["unit"],
  ours: number,
  peer: number | undefined,
  ratio: number | undefined,
  goal: Goal,
  holds: (limit: number) => boolean,
): Row {
  const parts = [
    ...(goal.limit === undefined
      ? []
      : [`${unit === "MB/s" || unit === "/s" || unit === "points/s" ? "≥" : "≤"} ${figure(goal.limit, unit)}`]),
    ...(goal.times === undefined ? [] : [`≥ ${goal.times}×`]),
  ];
  const isWithin = goal.limit === undefined || holds(goal.limit);
  const isMet =
    goal.times === undefined || !isWithin ? isWithin : ratio === undefined ? undefined : ratio >= goal.times;
  return {
    what,
    ours,
    unit,
    goal: parts.join(" and ") || "–",
    isMet,
    ...(peer === undefined ? {} : { peer }),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

function figure(value: number, unit: Row["unit"]): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en", { maximumFractionDigits: digits });
  return unit === "×" ? `${text}×` : `${text} ${unit}`;
}

export function markdown(rows: readonly Row[], peer = "mlflow server"): string {
  const lines = rows.map(({ what, ours, peer, ratio, unit, goal, isMet }) => {
    const cells = [
      what,
      figure(ours, unit),
      peer === undefined ? "–" : figure(peer, unit),
      ratio === undefined ? "–" : figure(ratio, "×"),
      goal,
      goal === "–" ? "" : isMet === undefined ? "not judged" : isMet ? "met" : "**short**",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [`| what | ours | ${peer} | ratio | goal | |`, "|---|---|---|---|---|---|", ...lines].join("\n");
}
