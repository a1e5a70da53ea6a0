/** Rows of RFC 4180 out of text that comes in pieces, however they are cut. */
export interface CsvRows {
  push(text: string): void;
  end(): void;
}

/** What is not text of a table: a line without end would fill the memory. */
const longestRow = 16 * 1024 * 1024;

export function csvRows(separator: string, row: (cells: string[]) => void): CsvRows {
  const apart = separator.charCodeAt(0);
  let rest = "";
  /** Behind a quote that opened; a line end in it ends no row. */
  let isQuoted = false;
  let looked = 0;

  /** A quote begins a quoted cell where the cell begins, or goes on with it right behind the one that closed it. */
  const opens = (text: string, lineStart: number, i: number): boolean => {
    const before = text.charCodeAt(i - 1);
    return i === lineStart || before === apart || before === quote;
  };

  const take = (line: string): void => {
    if (line !== "" && line !== "\r") row(cellsOf(line.endsWith("\r") ? line.slice(0, -1) : line, separator, apart));
  };

  return {
    push(text) {
      rest = rest === "" ? text : rest + text;
      let from = 0;
      for (let i = looked; i < rest.length; i++) {
        const unit = rest.charCodeAt(i);
        if (unit === quote) isQuoted = !isQuoted && opens(rest, from, i);
        else if (unit === lineEnd && !isQuoted) {
          take(rest.slice(from, i));
          from = i + 1;
        }
      }
      rest = rest.slice(from);
      looked = rest.length;
      if (rest.length > longestRow) throw new Error("a row is longer than 16 MB: this is no table");
    },
    end() {
      take(rest);
      rest = "";
      looked = 0;
    },
  };
}

const quote = 34;
const lineEnd = 10;

function cellsOf(line: string, separator: string, apart: number): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line.charCodeAt(at) !== quote) {
      const end = line.indexOf(separator, at);
      cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = "";
    at++;
    for (;;) {
      const end = line.indexOf('"', at);
      if (end < 0) {
        cells.push(cell + line.slice(at));
        return cells;
      }
      cell += line.slice(at, end);
      at = end + 1;
      if (line.charCodeAt(at) !== quote) break;
      cell += '"';
      at++;
    }
    while (at < line.length && line.charCodeAt(at) !== apart) cell += line[at++];
    cells.push(cell);
    if (at >= line.length) return cells;
    at++;
  }
  return cells;
}
