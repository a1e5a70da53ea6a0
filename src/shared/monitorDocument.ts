import { type DriftDocument, readDriftDocument } from "./drift";
import { type MonitorDocument, readAlert, readMonitor, readWindow } from "./monitors";
import { list, object, optional, type Reader } from "./readers";

export const readMonitorDocument = object<MonitorDocument>({
  state: readMonitor,
  windows: list(readWindow),
  drift: optional(readDriftDocument) as Reader<DriftDocument>,
  alerts: list(readAlert),
});
