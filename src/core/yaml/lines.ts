import type { Place } from "./placedYaml";

/** Where offsets of a text stand, found by halving. */
export class Lines {
  private starts: readonly number[] | undefined;

  constructor(private readonly text: string) {}

  place({ from, to }: { readonly from: number; readonly to: number }): Place {
    const [line, column] = this.at(from);
    const [endLine, endColumn] = this.at(Math.max(from, to));
    return { line, column, end: { line: endLine, column: endColumn } };
  }

  private at(offset: number): [line: number, column: number] {
    this.starts ??= startsOf(this.text);
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (this.starts[low] as number) + 1];
  }
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
