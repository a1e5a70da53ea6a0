import { invalid } from "../../../shared/apiError";
import { type ConfigSection, readConfigFile } from "./configFile";
import { type ConfigValue, quoted, writeConfigValue } from "./configValue";

const indent = "    ";
const named = ["remote", "machine", "db"];

/** `remote "name"`, as a section is called. */
export function namedSection(kind: "remote" | "db" | "machine", name: string): string {
  return `${kind} "${name.toLowerCase()}"`;
}

type Sections = Map<string, Map<string, ConfigValue>>;

/** A config text with one option set; the section is made if need be. Comments stay. */
export function setOption(text: string, section: string, option: string, value: ConfigValue, name = "config"): string {
  const written =
    writeConfigValue(value) ?? invalid(`${option}: this value cannot be written: both kinds of quotes are in it`);
  const read = readConfigFile(text, name);
  const there = read.find((each) => each.name === section);
  if (!hasComments(read, text)) {
    const sections = plainSections(read);
    sections.set(section, (sections.get(section) ?? new Map()).set(option, value));
    return writeSections(sections);
  }
  const lines = linesOf(text);
  const old = there?.options.find((each) => each.name === option);
  const line = `${indent}${option} = ${written}`;
  if (old) lines.splice(old.from, old.to - old.from, old.comment ? `${line} ${old.comment}` : line);
  else if (there) lines.splice(there.options.at(-1)?.to ?? there.line + 1, 0, line);
  else lines.push(headOf(section), line);
  return joined(lines);
}

/** The text without an option; undefined when it is not there. A section that has no more options goes too. */
export function unsetOption(text: string, section: string, option: string, name = "config"): string | undefined {
  const read = readConfigFile(text, name);
  const there = read.find((each) => each.name === section);
  const old = there?.options.find((each) => each.name === option);
  if (!there || !old) return undefined;
  if (!hasComments(read, text)) {
    const sections = plainSections(read);
    sections.get(section)?.delete(option);
    return writeSections(sections);
  }
  const lines = linesOf(text);
  lines.splice(old.from, old.to - old.from);
  if (there.options.length === 1) lines.splice(there.line, 1);
  return joined(lines);
}

/** The text without a section and the comments in it; undefined when it is not there. */
export function removeSection(text: string, section: string, name = "config"): string | undefined {
  const read = readConfigFile(text, name);
  const at = read.findIndex((each) => each.name === section);
  const there = read[at];
  if (!there) return undefined;
  if (!hasComments(read, text)) {
    const sections = plainSections(read);
    sections.delete(section);
    return writeSections(sections);
  }
  const lines = linesOf(text);
  const next = read[at + 1]?.line ?? lines.length;
  let end = next;
  // comments right before the next section are that one's
  while (end < lines.length && end > there.line + 1 && /^\s*(?:#.*)?$/.test(lines[end - 1] as string)) end--;
  lines.splice(there.line, end - there.line);
  return joined(lines);
}

/** The text with a section under another name; undefined when it is not there. */
export function renameSection(text: string, section: string, to: string, name = "config"): string | undefined {
  const read = readConfigFile(text, name);
  const there = read.find((each) => each.name === section);
  if (!there) return undefined;
  const lines = linesOf(text);
  lines[there.line] = headOf(to);
  return hasComments(read, text) ? joined(lines) : writeSections(plainSections(readConfigFile(joined(lines), name)));
}

/** As dvc writes a whole config, which has no comments: remotes after all else. */
export function writeSections(sections: Sections): string {
  const kindOf = (section: string) => named.indexOf(/^(\w+) "/.exec(section)?.[1] ?? "");
  const order = [...sections].sort(([a], [b]) => kindOf(a) - kindOf(b));
  const lines = order.flatMap(([section, options]) => {
    if (options.size === 0 && kindOf(section) < 0) return [];
    const pairs = [...options].map(([option, value]) => `${indent}${quoted(option)} = ${writeConfigValue(value)}`);
    return [headOf(section), ...pairs];
  });
  return joined(lines);
}

function headOf(section: string): string {
  const written = quoted(section) ?? invalid(`[${section}]: a name with both kinds of quotes cannot be written`);
  return `[${written}]`;
}

function plainSections(read: readonly ConfigSection[]): Sections {
  return new Map(read.map(({ name, options }) => [name, new Map(options.map((each) => [each.name, each.value]))]));
}

/** Without any, the whole is written as dvc writes it. */
function hasComments(read: readonly ConfigSection[], text: string): boolean {
  const options = read.flatMap(({ options }) => options);
  if (options.some(({ comment }) => comment !== "")) return true;
  const isValue = (line: number) => options.some(({ from, to }) => line >= from && line < to);
  return linesOf(text).some((line, at) => !isValue(at) && line.includes("#"));
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
