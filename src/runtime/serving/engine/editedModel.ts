import { closeSync, mkdtempSync, openSync, realpathSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { Model } from "../../../core/onnx/model";
import type { PlainModel } from "../../../core/onnx/plainTensors";
import { rewrite } from "../../../core/onnx/rewrite";
import type { Source } from "../../../core/onnx/source";
import { weightsAside } from "../../../core/onnx/weightsAside";
import { lengthOf, type Piece } from "../../../core/onnx/write";

/** What the runtime loads: a file, or bytes that stand for one. */
export interface FileToOpen {
  readonly model: string | Uint8Array;
  /** Of bytes: where the files lie that hold weights. */
  readonly folder?: string;
  /** Once it is loaded. */
  dispose(): void;
}

export interface ModelToOpen {
  readonly path: string;
  readonly source: Source;
  readonly model: Model;
  readonly plain: Pick<PlainModel, "edits">;
}

/** Above this a second copy in memory would be felt. */
const mostInMemory = 64 * 1024 * 1024;
/** Weights that are worth a mapping of their own. */
const largeWeight = 1024 * 1024;
const chunk = 8 * 1024 * 1024;

/** The file as it is, or with what has to be changed in it; large weights are not held twice. */
export function editedModel({ path, source, model, plain: { edits } }: ModelToOpen): FileToOpen {
  const isBeside = model.externalFiles.length > 0;
  if (!isBeside && source.size > mostInMemory) {
    const real = realpathSync(path); // the runtime takes weights only from the folder where the file itself is
    const aside = weightsAside(source, model, basename(real), largeWeight);
    const pieces = rewrite(source, model, new Map([...edits, ...aside]));
    if (lengthOf(pieces) <= mostInMemory) return inMemory(source, pieces, dirname(real));
  }
  if (edits.size === 0) return { model: path, dispose: () => undefined };
  const pieces = rewrite(source, model, edits);
  if (isBeside || lengthOf(pieces) <= mostInMemory) return inMemory(source, pieces, resolve(dirname(path)));
  return inFile(source, pieces);
}

function inMemory(source: Source, pieces: readonly Piece[], folder: string): FileToOpen {
  const model = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const part of parts(source, pieces)) {
    model.set(part, at);
    at += part.length;
  }
  return { model, folder, dispose: () => undefined };
}

function inFile(source: Source, pieces: readonly Piece[]): FileToOpen {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-"));
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  const model = join(folder, "model.onnx");
  try {
    writePieces(model, source, pieces);
    return { model, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function writePieces(path: string, source: Source, pieces: readonly Piece[]): void {
  const file = openSync(path, "w", 0o600);
  try {
    for (const part of parts(source, pieces)) for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
  } finally {
    closeSync(file);
  }
}

function* parts(source: Source, pieces: readonly Piece[]): Iterable<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else for (let at = piece.from; at < piece.to; at += chunk) yield source.read(at, Math.min(chunk, piece.to - at));
  }
}
