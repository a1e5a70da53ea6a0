/** What one look at the machine or the workspace found. */
export interface Finding {
  readonly name: string;
  /** `warning`: works, but slower or less than it could. `problem`: something will not work. */
  readonly level: "good" | "warning" | "problem";
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}

export function good(name: string, says: string): Finding {
  return { name, level: "good", says };
}

export function warning(name: string, says: string, advice: string): Finding {
  return { name, level: "warning", says, advice };
}

export function problem(name: string, says: string, advice: string): Finding {
  return { name, level: "problem", says, advice };
}
