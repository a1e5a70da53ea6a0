/** A table as text: a head, then cells, all text; a number is written with all its digits. */
export interface Sheet {
  readonly heads: readonly string[];
  /** Undefined: missing. */
  readonly rows: readonly (readonly (string | number | undefined)[])[];
  /** Which columns stand right. */
  readonly numeric: readonly boolean[];
}

const sheetFormats = ["csv", "json", "md", "tex"] as const;
export type SheetFormat = (typeof sheetFormats)[number];

export function writeSheet(sheet: Sheet, format: SheetFormat): string {
  switch (format) {
    case "csv":
      return csv(sheet);
    case "json":
      return json(sheet);
    case "md":
      return markdown(sheet);
    case "tex":
      return latex(sheet);
    default:
      return format satisfies never;
  }
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it; a number never. */
function csv({ heads, rows }: Sheet): string {
  const line = (cells: Sheet["rows"][number]) => cells.map(csvCell).join(",");
  return `${[heads, ...rows].map(line).join("\r\n")}\r\n`;
}

function csvCell(cell: string | number | undefined): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(cell);
  const harmless = !isNumber && /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One object a run; what is not finite is text, as JSON has no word for it. Heads that meet twice keep both. */
function json({ heads, rows }: Sheet): string {
  const names = heads.map((head, i) => (heads.indexOf(head) === i ? head : `${head} (${i + 1})`));
  const objects = rows.map((cells) => {
    const entries = cells.flatMap((cell, i): [string, string | number][] =>
      cell === undefined
        ? []
        : [[names[i] as string, typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell]],
    );
    return Object.fromEntries(entries);
  });
  return `${JSON.stringify(objects, null, 2)}\n`;
}

function markdown({ heads, rows, numeric }: Sheet): string {
  const line = (cells: Sheet["rows"][number]) => `| ${cells.map(markdownCell).join(" | ")} |`;
  const rule = `|${heads.map((_, i) => (numeric[i] ? "---:" : "---")).join("|")}|`;
  return `${[line(heads), rule, ...rows.map(line)].join("\n")}\n`;
}

/** Text stays text: no pipe ends a cell, no link, tag or emphasis comes to life. */
function markdownCell(cell: string | number | undefined): string {
  if (cell === undefined) return "–";
  return String(cell)
    .replaceAll(/[\\`*_{}[\]<>|~#&!]/g, "\\$&")
    .replaceAll(/\s*[\r\n]+\s*/g, " ");
}

function latex({ heads, rows, numeric }: Sheet): string {
  const line = (cells: Sheet["rows"][number]) => `${cells.map(latexCell).join(" & ")} \\\\`;
  return `${[
    `% \\usepackage{booktabs}`,
    `\\begin{tabular}{${heads.map((_, i) => (numeric[i] ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(heads),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
  ].join("\n")}\n`;
}

const latexMarks: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "[": "{[}",
  "]": "{]}",
};

function latexCell(cell: string | number | undefined): string {
  if (cell === undefined) return "--";
  if (typeof cell === "number") {
    if (Number.isNaN(cell)) return "NaN";
    if (!Number.isFinite(cell)) return cell > 0 ? "$\\infty$" : "$-\\infty$";
    const [digits = "", power] = String(cell).split("e");
    return power === undefined ? `$${digits}$` : `$${digits} \\times 10^{${Number(power)}}$`;
  }
  return cell
    .replaceAll(/[\\~^<>|"[\]{}$&#%_]/g, (mark) => latexMarks[mark] ?? `\\${mark}`)
    .replaceAll(/\s*[\r\n]+\s*/g, " ");
}
