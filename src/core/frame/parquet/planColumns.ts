import type { ParquetFile } from "../../table/parquetFile";
import { listIn, numberIn, structIn } from "../../table/thrift";
import { codecs } from "./chunkPages";
import { type LeafType, leafType } from "./leafType";
import { type PandasNote, pandasNote } from "./pandasNote";

/** A column that is read here. */
export interface PlannedColumn {
  readonly name: string;
  /** Among the chunks of a row group. */
  readonly leaf: number;
  readonly type: LeafType;
  readonly isOptional: boolean;
}

export interface ColumnPlan {
  readonly names: readonly string[];
  readonly ours: readonly PlannedColumn[];
  /** Those that another reader has to look at. */
  readonly others: readonly string[];
  readonly note: PandasNote;
}

const readEncodings = new Set([0, 2, 3, 4, 8, 9]);
const optional = 1;

/** What is to be read, and how. `wanted` are names of columns that there are; `canUnpack`: codecs besides plain and Snappy. */
export function planColumns(
  file: ParquetFile,
  wanted: readonly string[] | undefined,
  canUnpack: (codec: number) => boolean,
): ColumnPlan {
  const note = pandasNote(file.footer);
  const names = wanted ?? tableColumns(file, note);
  const ours: PlannedColumn[] = [];
  const others: string[] = [];
  const isKnown = (codec: number) => codec === codecs.plain || codec === codecs.snappy || canUnpack(codec);
  for (const name of names) {
    const column = file.columns.find((each) => each.name === name);
    const leaf = column?.leaf;
    const type = column && leafType(column);
    const isRead =
      leaf !== undefined &&
      type !== undefined &&
      file.groups.every(({ chunks }) => {
        const meta = structIn(chunks[leaf] ?? new Map(), 3);
        if (meta === undefined) return false;
        const written = listIn(meta, 2).every((each) => typeof each === "number" && readEncodings.has(each));
        return written && isKnown(numberIn(meta, 4) ?? 0);
      });
    if (isRead) ours.push({ name, leaf, type, isOptional: numberIn(column?.element ?? new Map(), 3) === optional });
    else others.push(name);
  }
  return { names, ours, others, note };
}

/** All but those that pandas made its index. */
export function tableColumns(file: ParquetFile, note: PandasNote): string[] {
  return file.columns.map(({ name }) => name).filter((name) => !note.index.has(name));
}
