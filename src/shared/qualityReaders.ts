import type { TableName } from "./drift";
import type {
  CalibrationBin,
  ClassCurves,
  ClassificationDetail,
  ClassQuality,
  LimitCheck,
  OfferedColumn,
  QualityColumns,
  QualityDocument,
  QualityReport,
  QualityRequest,
  RegressionDetail,
  SegmentQuality,
  TableColumns,
  ThresholdRow,
  UnlabelledQuality,
} from "./quality";
import { boolean, list, number, numberOrNull, object, oneOf, optional, type Reader, record, string } from "./readers";

/** Of fields that may be missing, where the type says so with a question mark. */
const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;
const kind = oneOf("classification", "regression");
const words = list(string);
export const readFigures = record(numberOrNull);
export const readWhy = record(string);
export const readCounts = record(number);

export const readQualityRequest = object<QualityRequest>({
  data: string,
  reference: maybe(string),
  actual: maybe(string),
  prediction: maybe(string),
  probability: maybe(words),
  positive: maybe(string),
  weight: maybe(string),
  kind: maybe(kind),
  segments: maybe(words),
  min: maybe(readCounts),
  max: maybe(readCounts),
});

export const readTableName = object<TableName>({ name: string, rows: number, version: maybe(string) });

export const readCheck = object<LimitCheck>({
  figure: string,
  bound: oneOf("min", "max"),
  limit: number,
  value: numberOrNull,
  ok: boolean,
  why: maybe(string),
});

export const readCalibration = list(
  object<CalibrationBin>({ predicted: number, observed: number, rows: number, low: number, high: number }),
);

const readPoint: Reader<readonly [number, number, number | null]> = (value, at) => {
  const [x, y, threshold] = list(numberOrNull)(value, at);
  return [number(x, at), number(y, at), threshold ?? null];
};
const readPair: Reader<readonly [number, number]> = (value, at) => {
  const [x, y] = list(number)(value, at);
  return [number(x, at), number(y, at)];
};
export const readPairs = list(readPair);

const readClassification = object<ClassificationDetail>({
  labels: words,
  positive: maybe(string),
  classes: list(
    object<ClassQuality>({
      label: string,
      support: number,
      precision: number,
      recall: number,
      f1: number,
      roc_auc: numberOrNull,
      average_precision: numberOrNull,
    }),
  ),
  confusion: list(list(number)),
  curves: list(
    object<ClassCurves>({ label: string, roc: list(readPoint), pr: list(readPoint), calibration: readCalibration }),
  ),
  thresholds: list(
    object<ThresholdRow>({
      threshold: number,
      selected: number,
      accuracy: number,
      precision: number,
      recall: number,
      f1: number,
      fpr: number,
    }),
  ),
});

const readRegression = object<RegressionDetail>({
  error_quantiles: readCounts,
  error_histogram: object({ edges: list(number), counts: list(number) }),
  sample: readPairs,
});

const readReport = object<QualityReport>({
  kind,
  rows: number,
  dropped: readCounts,
  figures: readFigures,
  why: readWhy,
  classification: maybe(readClassification),
  regression: maybe(readRegression),
  notes: maybe(words),
});

const readSegment = object<SegmentQuality>({
  column: string,
  segment: string,
  rows: number,
  error: number,
  low: number,
  high: number,
  figures: readFigures,
  reference: maybe(object({ rows: number, error: number })),
});

const readUnlabelled = object<UnlabelledQuality>({
  rows: number,
  prediction_drift: list(
    object({ column: string, test: string, score: numberOrNull, threshold: number, drift: boolean }),
  ),
  estimated: readFigures,
  why: readWhy,
  calibrated: boolean,
});

export const readQualityDocument = object<QualityDocument>({
  ok: boolean,
  checks: list(readCheck),
  current: (value, at) => (value === null ? null : readReport(value, at)),
  reference: maybe(readReport),
  segments: list(readSegment),
  unlabelled: maybe(readUnlabelled),
  columns: object<QualityColumns>({
    actual: maybe(string),
    prediction: maybe(string),
    probabilities: words,
    others: words,
  }),
  tables: object({ current: readTableName, reference: maybe(readTableName) }),
  at: number,
  took_ms: number,
});

export const readTableColumns = object<TableColumns>({
  rows: number,
  columns: list(object<OfferedColumn>({ name: string, dtype: string, distinct: number, isShare: boolean })),
  guess: object({ actual: maybe(string), prediction: maybe(string), probability: words, sensitive: words }),
});
