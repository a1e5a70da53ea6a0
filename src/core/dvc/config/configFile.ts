import { FileError } from "../../../shared/apiError";
import { type ConfigValue, readConfigValue } from "./configValue";

/** An option and the lines it stands on, from 0; `to` is the line after it. */
export interface ConfigOption {
  readonly name: string;
  readonly value: ConfigValue;
  readonly comment: string;
  readonly from: number;
  readonly to: number;
}

export interface ConfigSection {
  /** `core`, `remote "name"`; in lower case. */
  readonly name: string;
  readonly line: number;
  readonly options: readonly ConfigOption[];
}

const header = /^\s*\[\s*("\s*\S.*?\s*"|'\s*\S.*?\s*'|[^'"\s[].*?)\s*\]\s*(#.*)?$/;
const pair = /^\s*(".*?"|'.*?'|[^'"=].*?)\s*=\s*(.*)$/;

/** Reads a config of dvc (the dialect of configobj). `name` is what messages call the file; a fault names its line. */
export function readConfigFile(text: string, name: string): readonly ConfigSection[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const sections: { name: string; line: number; options: ConfigOption[] }[] = [];
  const fault = (line: number, why: string): never => {
    throw new FileError(name, { line: line + 1 }, why);
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const head = header.exec(line);
    if (head) {
      const section = unquoted(head[1] as string).toLowerCase();
      if (sections.some((each) => each.name === section)) fault(at, `the section [${section}] stands twice`);
      sections.push({ name: section, line: at, options: [] });
      continue;
    }
    const found = pair.exec(line);
    if (!found) return fault(at, "expected [section] or name = value");
    const section = sections.at(-1);
    if (!section) return fault(at, "an option before the first [section]");
    const option = unquoted(found[1] as string).toLowerCase();
    if (section.options.some((each) => each.name === option)) fault(at, `${option} stands twice in [${section.name}]`);
    const read = /^(?:'''|""")/.test(found[2] as string)
      ? readTriple(lines, at, found[2] as string)
      : { ...readConfigValue(found[2] as string), to: at + 1 };
    if (read?.value === undefined) return fault(at, `the value of ${option} does not read: quotes or commas are wrong`);
    section.options.push({ name: option, value: read.value, comment: read.comment ?? "", from: at, to: read.to });
    at = read.to - 1;
  }
  return sections;
}

function readTriple(lines: readonly string[], from: number, start: string) {
  const quote = start.slice(0, 3);
  let value = start.slice(3);
  for (let at = from; at < lines.length; at++) {
    const part = at === from ? value : (lines[at] as string);
    const end = part.indexOf(quote);
    if (end >= 0) {
      const comment = part.slice(end + 3).trim();
      if (comment !== "" && !comment.startsWith("#")) return undefined;
      return { value: at === from ? part.slice(0, end) : `${value}\n${part.slice(0, end)}`, comment, to: at + 1 };
    }
    if (at > from) value += `\n${part}`;
  }
  return undefined;
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}
