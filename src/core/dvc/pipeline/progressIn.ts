export interface SaidProgress {
  readonly done: number;
  readonly total?: number;
  readonly unit: "epoch" | "step";
}

const counted = /\b(epoch|step|iter(?:ation)?|round|batch)s?\b\D{0,3}(\d{1,9})(?:\s*(?:\/|of)\s*(\d{1,9}))?/gi;
/** `45%|####      | 450/1000 [`, as bars on a terminal end. */
const bar = /\d{1,3}%\s*\|[^|]*\|\s*(\d{1,9})\/(\d{1,9})\s*\[/g;

/** How far a program says it is: the last `epoch 3/10`, `Step 400` or bar in what it wrote. */
export function progressIn(text: string): SaidProgress | undefined {
  const said = [...text.matchAll(counted)].at(-1);
  if (said) {
    const [, word = "", done, total] = said;
    const unit = word.toLowerCase() === "epoch" ? "epoch" : "step";
    return within({ done: Number(done), ...(total !== undefined && { total: Number(total) }), unit });
  }
  const drawn = [...text.matchAll(bar)].at(-1);
  return drawn && within({ done: Number(drawn[1]), total: Number(drawn[2]), unit: "step" });
}

/** More than all is no count of what is done. */
function within({ done, total, unit }: SaidProgress): SaidProgress {
  return total === undefined || total < done || total === 0 ? { done, unit } : { done, total, unit };
}
