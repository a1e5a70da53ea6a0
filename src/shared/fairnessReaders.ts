import {
  type FairnessDocument,
  type FairnessGroup,
  type FairnessReport,
  type FairnessRequest,
  fairnessRates,
  type GroupFigures,
} from "./fairness";
import {
  readCalibration,
  readCheck,
  readCounts,
  readFigures,
  readPairs,
  readTableName,
  readWhy,
} from "./qualityReaders";
import { boolean, list, number, numberOrNull, object, oneOf, optional, type Reader, record, string } from "./readers";

const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;
const words = list(string);

export const readFairnessRequest = object<FairnessRequest>({
  data: string,
  actual: string,
  prediction: maybe(string),
  probability: maybe(string),
  threshold: maybe(number),
  sensitive: words,
  positive: maybe(string),
  min: maybe(readCounts),
  max: maybe(readCounts),
});

const figures = {
  count: number,
  selection_rate: number,
  true_positive_rate: number,
  false_positive_rate: number,
  false_negative_rate: number,
  true_negative_rate: number,
  precision: number,
  accuracy: number,
  base_rate: number,
};

const readInterval: Reader<readonly [number, number]> = (value, at) => {
  const [low, high] = list(number)(value, at);
  return [number(low, at), number(high, at)];
};

const readGroup = object<FairnessGroup>({
  group: string,
  values: words,
  unknown: list(oneOf(...fairnessRates)),
  intervals: record(readInterval),
  calibration: maybe(readCalibration),
  expected_calibration_error: optional(numberOrNull) as Reader<number | null>,
  selected_from: maybe(readPairs),
  ...figures,
});

const readReport = object<FairnessReport>({
  rows: number,
  dropped: readCounts,
  positive: string,
  negative: string,
  threshold: maybe(number),
  sensitive: words,
  overall: object<GroupFigures>(figures),
  groups: list(readGroup),
  figures: readFigures,
  intervals: record(readInterval),
  why: readWhy,
  notes: maybe(words),
});

export const readFairnessDocument = object<FairnessDocument>({
  ok: boolean,
  checks: list(readCheck),
  report: readReport,
  table: readTableName,
  columns: object({ actual: string, prediction: maybe(string), probability: maybe(string), others: words }),
  at: number,
  took_ms: number,
});
