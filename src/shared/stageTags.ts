import { list, number, object, optional, type Reader, string } from "./readers";

/** Tags of a run that is a stage's. */

/** The stage as it is addressed from its project's root. */
export const stageTag = "tidemark.stage";
/** The dvc.yaml, below the workspace, and the line on which the stage begins. */
export const stageFileTag = "tidemark.stage.file";
export const stageLineTag = "tidemark.stage.line";
/** JSON lists of `DataPiece`: what the stage read, and what came out of it. */
export const stageDepsTag = "tidemark.stage.deps";
export const stageOutsTag = "tidemark.stage.outs";
/** What the machine gave, as far as it tells. */
export const stageCpuMetric = "system/cpu_seconds";
export const stageMemoryMetric = "system/peak_memory_megabytes";

/** A path below the workspace with what it held. */
export interface DataPiece {
  readonly path: string;
  readonly md5: string;
  readonly size?: number;
}

const readPieces = list(object<DataPiece>({ path: string, md5: string, size: optional(number) as Reader<number> }));

/** None where the tag is missing, or was cut. */
export function piecesIn(tag: string | undefined): DataPiece[] {
  if (!tag) return [];
  try {
    return readPieces(JSON.parse(tag), "tag");
  } catch {
    return []; // of another version, or written by hand
  }
}

/** As many as a tag holds. */
export function piecesText(pieces: readonly DataPiece[], limit = 8000): string {
  const kept: string[] = [];
  let length = 2;
  for (const { path, md5, size } of pieces) {
    const text = JSON.stringify({ path, md5, ...(size === undefined ? {} : { size }) });
    length += text.length + 1;
    if (length > limit) break;
    kept.push(text);
  }
  return `[${kept.join(",")}]`;
}
