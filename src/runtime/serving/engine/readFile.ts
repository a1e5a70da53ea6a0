import { statSync } from "node:fs";
import { classLabels } from "../../../core/onnx/classLabels";
import type { Model } from "../../../core/onnx/model";
import { type PlainModel, plainTensors } from "../../../core/onnx/plainTensors";
import { readModel } from "../../../core/onnx/readModel";
import { type FileSource, openFileSource } from "../fileSource";
import type { ColumnFacts, ModelFacts } from "../modelFacts";
import { describeModel } from "./describe";

export interface ModelFile {
  /** The ONNX file. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly columns?: readonly ColumnFacts[] | undefined;
}

/** What a model's file says of itself, and the file, still open. */
export interface ReadFile {
  readonly path: string;
  /** Another one: somebody has written the file anew. */
  readonly stamp: string;
  readonly source: FileSource;
  readonly model: Model;
  readonly plain: PlainModel;
  readonly facts: ModelFacts;
}

/** The file is closed when `use` is done. Throws an OnnxFault for what is no ONNX model. */
export async function withModelFile<T>(
  { path, name, version, columns }: ModelFile,
  use: (read: ReadFile) => T | Promise<T>,
): Promise<T> {
  const stamp = stampOf(path); // before it is opened: what is put in its place from here on is seen
  const source = openFileSource(path);
  try {
    const model = readModel(source);
    const plain = plainTensors(source, model);
    const facts = { name, version, columns, ...describeModel(model, plain, classLabels(source, model)) };
    return await use({ path, stamp, source, model, plain, facts });
  } finally {
    source.close();
  }
}

export function stampOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return `${ino} ${size} ${mtimeMs}`;
}
