import type { Counts } from "../front/counts";
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
  | { readonly type: "connection"; readonly id: number }
  | { readonly type: "ping" }
  /** Of what it has told nobody yet. */
  | { readonly type: "count"; readonly id: number }
  | { readonly type: "answer"; readonly id: number; readonly answer: HostAnswer }
  /** Answers what it has, and ends. */
  | { readonly type: "drain" };

export type ToHost =
  | { readonly type: "ready"; readonly facts: ModelFacts }
  /** The model cannot be served: another try would not help. */
  | { readonly type: "failed"; readonly message: string }
  /** The connection came, and is about to be read. */
  | { readonly type: "taken"; readonly id: number }
  /** The connection is over. */
  | { readonly type: "closed"; readonly id: number }
  /** An answer that may go out in pieces begins there. */
  | { readonly type: "cut"; readonly id: number }
  /** From a process that answers requests itself: what it has counted so far. */
  | { readonly type: "pong"; readonly counts: Counts | undefined }
  | { readonly type: "counted"; readonly id: number; readonly counts: Counts }
  /** Predictions that it has answered, to be found by what comes of them. */
  | { readonly type: "seen"; readonly requests: readonly SeenRequest[] }
  | { readonly type: "ask"; readonly id: number; readonly question: HostQuestion };

export type SeenRequest = readonly [requestId: string, user: string | undefined];

/** What a worker cannot know alone, since it has brothers and dies before its host. */
export type HostQuestion = { readonly kind: "counts" } | { readonly kind: "feedback"; readonly body: unknown };

export type HostAnswer =
  | { readonly value: unknown }
  | { readonly refused: { readonly status: number; readonly message: string } };
