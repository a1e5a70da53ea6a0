import type { Limits } from "../front/limits";
import type { ColumnFacts, ModelFacts } from "../modelFacts";
import type { PredictionLogOptions } from "../predictions/predictionLog";

/** What a process that runs a model is told once, at its start. */
export interface OpenModel {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly columns: readonly ColumnFacts[] | undefined;
  readonly threads: number | undefined;
  /** Tells a file from the one that was at its path before. */
  readonly stamp?: string;
}

/** Of a process that answers requests for its model itself. */
export interface OpenFront {
  readonly limits: Limits;
  readonly apiKey: string | undefined;
  readonly isLoopback: boolean;
  readonly accessLog: string | undefined;
  readonly predictions: PredictionLogOptions | undefined;
  /** For the documents: where clients call. */
  readonly url: string;
}

/** Of a process that another one asks, which answers the requests. */
export interface OpenSocket {
  readonly socket: string;
}

export type ToWorker =
  | { readonly type: "open"; readonly model: OpenModel; readonly face: OpenFront | OpenSocket }
  /** With a connection beside it. */
  | { readonly type: "connection" }
  | { readonly type: "ping" }
  /** Answers what it has, and ends. */
  | { readonly type: "drain" };

export type ToHost =
  | { readonly type: "ready"; readonly facts: ModelFacts }
  /** The model cannot be served: another try would not help. */
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "pong" };
