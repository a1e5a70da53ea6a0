import type { Cold, ColdPlace } from "./cold";
import { NumberColumn, pageSize, SeriesColumn, TextColumn } from "./columns";
import type { Files } from "./files";
import { ImageReader, ImageWriter, type Section } from "./imageFile";
import { State } from "./state";
import { Table } from "./table";

/** What an image knows besides the state: it alone is enough to go on from. */
export interface ImageFacts {
  /** The last request that is in it. */
  readonly sequence: number;
  /** The first journal segment that may hold later ones. */
  readonly firstWal: number;
  readonly workspace: string;
  /** Sealed segments that it refers to. */
  readonly segments: readonly number[];
}

interface ColumnDirectory {
  readonly name: string;
  /** Which pages there are. */
  readonly pages: readonly number[];
  readonly data: Section;
  readonly words?: Section;
}

interface Directory extends ImageFacts {
  readonly format: number;
  readonly tables: readonly {
    readonly name: string;
    readonly ids: Section;
    readonly texts: readonly ColumnDirectory[];
    readonly numbers: readonly ColumnDirectory[];
    readonly series: readonly ColumnDirectory[];
  }[];
  readonly collections: readonly { readonly name: string; readonly docs: Section }[];
  readonly colds: readonly { readonly name: string; readonly keys: Section; readonly places: Section }[];
}

const format = 1;

/** Durable when it returns; answers the size of the file. Cold documents must be sealed before. */
export function writeImage(files: Files, path: string, state: State, facts: ImageFacts): number {
  const writer = new ImageWriter(files, path);
  try {
    const directory: Directory = {
      format,
      ...facts,
      tables: [...state.tables].map(([name, table]) => ({
        name,
        ids: writer.json(table.allIds()),
        texts: [...table.texts].map(([name, column]) => writeText(writer, name, column)),
        numbers: [...table.numbers].map(([name, column]) => writeNumbers(writer, name, column)),
        series: [...table.series].map(([name, column]) => writeSeries(writer, name, column)),
      })),
      collections: [...state.collections].map(([name, docs]) => ({
        name,
        docs: docs instanceof Map ? writer.json([...docs]) : writer.section([docs]),
      })),
      colds: [...state.colds].map(([name, cold]) => ({ name, ...writeCold(writer, cold) })),
    };
    return writer.finish(directory);
  } catch (error) {
    writer.abandon(files);
    throw error;
  }
}

/** Reads an image. `lenient` leaves out what is damaged and tells of it; otherwise anything damaged throws. */
export function readImage(
  files: Files,
  path: string,
  lenient?: (lost: string, error: unknown) => void,
): { state: State; facts: ImageFacts; size: number } {
  const reader = new ImageReader(files, path);
  try {
    const directory = reader.directory() as Directory;
    if (directory.format !== format)
      throw new Error(`${path}: format ${directory.format}; this Tidemark reads ${format}`);
    const state = new State();
    const attempt = (what: string, read: () => void) => {
      try {
        read();
      } catch (error) {
        if (!lenient) throw error;
        lenient(what, error);
      }
    };
    for (const table of directory.tables)
      attempt(`table ${table.name}`, () => {
        const ids = JSON.parse(reader.bytes(table.ids).toString("utf8")) as (string | null)[];
        const made = Table.of(ids);
        state.tables.set(table.name, made);
        for (const each of table.texts)
          attempt(`column ${each.name}`, () => made.texts.set(each.name, readText(reader, each)));
        for (const each of table.numbers)
          attempt(`column ${each.name}`, () => made.numbers.set(each.name, readNumbers(reader, each)));
        for (const each of table.series)
          attempt(`series ${each.name}`, () => made.series.set(each.name, readSeries(reader, each)));
      });
    for (const { name, docs } of directory.collections)
      attempt(`collection ${name}`, () => {
        state.collections.set(name, reader.bytes(docs));
      });
    for (const { name, keys, places } of directory.colds)
      attempt(`collection ${name}`, () => readCold(reader, state.cold(name), keys, places));
    const { sequence, firstWal, workspace, segments } = directory;
    return { state, facts: { sequence, firstWal, workspace, segments }, size: reader.size };
  } finally {
    reader.close();
  }
}

function writeText(writer: ImageWriter, name: string, column: TextColumn): ColumnDirectory {
  const pages = present(column.pages);
  return {
    name,
    pages: pages.map(([index]) => index),
    data: writer.numbers(pages.map(([, page]) => page)),
    words: writer.section([column.wordBytes()]),
  };
}

function readText(reader: ImageReader, { pages, data, words }: ColumnDirectory): TextColumn {
  const codes = reader.bytes(data);
  const made: (Int32Array | undefined)[] = [];
  pages.forEach((page, i) => {
    made[page] = new Int32Array(codes.buffer, i * pageSize * 4, pageSize);
  });
  if (!words) throw new Error(`${reader.path}: a text column without words`);
  return TextColumn.of(reader.bytes(words), made);
}

function writeNumbers(writer: ImageWriter, name: string, column: NumberColumn): ColumnDirectory {
  const pages = present(column.pages);
  return { name, pages: pages.map(([index]) => index), data: writer.numbers(pages.map(([, page]) => page)) };
}

function readNumbers(reader: ImageReader, { pages, data }: ColumnDirectory): NumberColumn {
  const numbers = reader.bytes(data);
  const column = new NumberColumn();
  pages.forEach((page, i) => {
    column.pages[page] = new Float64Array(numbers.buffer, i * pageSize * 8, pageSize);
  });
  return column;
}

/** Values, steps and times of a page, then its counts. */
const seriesPageSize = pageSize * 28;

function writeSeries(writer: ImageWriter, name: string, column: SeriesColumn): ColumnDirectory {
  const pages = present(column.pages);
  return {
    name,
    pages: pages.map(([index]) => index),
    data: writer.numbers(pages.flatMap(([, { values, steps, times, counts }]) => [values, steps, times, counts])),
  };
}

function readSeries(reader: ImageReader, { pages, data }: ColumnDirectory): SeriesColumn {
  const { buffer } = reader.bytes(data);
  const column = new SeriesColumn();
  pages.forEach((page, i) => {
    const at = i * seriesPageSize;
    const numbers = (part: number) => new Float64Array(buffer, at + part * pageSize * 8, pageSize);
    column.pages[page] = {
      values: numbers(0),
      steps: numbers(1),
      times: numbers(2),
      counts: new Uint32Array(buffer, at + pageSize * 24, pageSize),
    };
  });
  return column;
}

function writeCold(writer: ImageWriter, cold: Cold): { keys: Section; places: Section } {
  const all = [...cold.all()].map(([key, entry]) => {
    if ("doc" in entry) throw new Error(`the document ${key} was not sealed`);
    return { key, ...entry };
  });
  return {
    keys: writer.json(all.map(({ key }) => key)),
    places: writer.numbers([
      Float64Array.from(all.flatMap(({ segment, offset, length }) => [segment, offset, length])),
    ]),
  };
}

function readCold(reader: ImageReader, cold: Cold, keys: Section, places: Section): void {
  const names = JSON.parse(reader.bytes(keys).toString("utf8")) as string[];
  const numbers = new Float64Array(reader.bytes(places).buffer);
  names.forEach((key, i) => {
    const [segment, offset, length] = numbers.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    const place: ColdPlace = { segment, offset, length };
    cold.place(key, place);
  });
}

function present<T>(pages: readonly (T | undefined)[]): [number, T][] {
  return pages.flatMap((page, index) => (page === undefined ? [] : [[index, page] as [number, T]]));
}
