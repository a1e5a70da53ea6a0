import type { Frame } from "../../../core/frame/frame";
import { lastRows } from "../../../core/monitors/lastRows";
import { quantileOf } from "../../../core/monitors/sketch/numberSketch";
import type { Traffic } from "../../../core/monitors/sketch/traffic";
import { frameOfTraffic } from "../../../core/monitors/sketch/trafficFrame";
import { ApiError } from "../../../shared/apiError";
import { readFrame } from "../../kernel/frames/readFrame";
import { isCountedSince, readTraffic } from "../../rollout/rollout";
import type { CurrentTable } from "./lookTask";
import { type PredictionRows, readPredictions } from "./readPredictions";

/** More rows than that are judged by what was counted, or by every second, fourth… row of the log. */
const mostExact = 200_000;

export interface Current {
  readonly frame: Frame;
  /** Also those that are not in the frame. */
  readonly rows: number;
  readonly from?: number;
  /** Of a deployment: rows with their requests. */
  readonly log?: PredictionRows;
  /** Each column by itself, or some of the rows. */
  readonly isApproximate: boolean;
  /** Why columns are not in the frame, or cannot be compared as they are there. */
  readonly left: Readonly<Record<string, string>>;
  /** By the names of the file. */
  readonly health: Readonly<Record<string, number>>;
}

const nothing = { isApproximate: false, left: {}, health: {} };

/** The rows that a window is about. */
export async function currentFrame(current: CurrentTable): Promise<Current> {
  if (current.kind === "file") {
    const { name, path } = current.file;
    const whole = await readNamed(path, name);
    const frame = current.last === undefined ? whole : lastRows(whole, current.last);
    return { ...nothing, frame, rows: frame.rows };
  }
  const { counted, log, logged, from, to, last } = current;
  const asked = { from, to, ...(last !== undefined && { least: last }) };
  const traffic = counted === undefined ? undefined : await readTraffic(counted, asked);
  const isSilent = traffic === undefined && counted !== undefined && isCountedSince(counted, from);
  const health = traffic ? healthOf(traffic) : isSilent ? { requests: 0 } : {};
  const isFew = traffic === undefined || traffic.rows * logged <= mostExact || last !== undefined;
  if (logged > 0 && isFew) {
    const found = await readPredictions({
      folder: log,
      from,
      to,
      most: mostExact,
      ...(last !== undefined && { last }),
    });
    const { frame, rows, times } = found;
    const first = last === undefined ? undefined : times[0];
    return {
      frame,
      rows,
      log: found,
      isApproximate: frame.rows < rows || logged < 1,
      left: {},
      health,
      ...(first !== undefined && { from: first }),
    };
  }
  if (traffic === undefined || traffic.rows === 0)
    return { ...nothing, frame: { rows: 0, columns: [] }, rows: 0, health };
  const { frame, left } = frameOfTraffic(traffic);
  return { frame, rows: traffic.rows, isApproximate: true, left, health };
}

function healthOf({ latency, requests, errors }: Traffic): Record<string, number> {
  const quantiles = [0.5, 0.95, 0.99].flatMap((share): [string, number][] => {
    const value = quantileOf(latency, share);
    return value === undefined ? [] : [[`p${share * 100}-ms`, value]];
  });
  return { requests, ...(requests > 0 && { "error-rate": errors / requests }), ...Object.fromEntries(quantiles) };
}

/** Says the name that was asked for, and not where the file lies. */
export async function readNamed(path: string, name: string): Promise<Frame> {
  try {
    return await readFrame(path);
  } catch (error) {
    if (error instanceof ApiError) throw new ApiError(error.code, error.message.replaceAll(path, name));
    throw error;
  }
}
