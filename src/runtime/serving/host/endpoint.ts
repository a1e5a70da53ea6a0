import type { ChildProcess } from "node:child_process";
import { isIPv6 } from "node:net";
import type { Log } from "../../kernel/log";
import type { Limits } from "../front/limits";
import { isLoopback } from "../front/whoMayAsk";
import type { ModelFacts } from "../modelFacts";
import { openOutcomeDesk } from "../predictions/outcomeDesk";
import type { PredictionLogOptions } from "../predictions/predictionLog";
import { shareConnections } from "./connections";
import { forkModel } from "./forkModel";
import { createHostDesk } from "./hostDesk";
import { type Kept, keepRunning } from "./keepRunning";
import type { OpenModel } from "./messages";

export interface EndpointOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly model: OpenModel;
  readonly limits: Limits;
  readonly apiKey: string | undefined;
  readonly accessLog: string | undefined;
  readonly predictions: PredictionLogOptions | undefined;
  readonly workers: number;
  readonly log: Log;
}

export interface Endpoint {
  readonly url: string;
  readonly facts: ModelFacts;
  /** Of the processes that answer now. */
  pids(): number[];
  /** Answers what has been asked, then ends. */
  close(): Promise<void>;
}

/** Serves one model until it is closed, whatever happens to the processes that run it. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { host, model, log } = options;
  const all: Kept[] = [];
  const answering = () => all.flatMap(({ child }): ChildProcess[] => (child ? [child] : []));
  const connections = await shareConnections({ host, port: options.port }, answering);
  const url = `http://${isIPv6(host) ? `[${host}]` : host}:${connections.port}`;
  const { limits, apiKey, accessLog, predictions } = options;
  const face = { limits, apiKey, accessLog, predictions, url, isLoopback: isLoopback(host) };
  const open = { type: "open", model, face } as const;
  const outcomes = predictions && (await openOutcomeDesk(predictions.folder));
  const desk = createHostDesk(answering, outcomes);
  const keeping = {
    name: model.name,
    log,
    open: () => open,
    onMessage: desk.hear,
    onGone: desk.gone,
    silence: limits.answer,
    onHang: (child: ChildProcess) => connections.hangs(child, limits.answer / 1000),
  };
  for (let i = 0; i < options.workers; i++) all.push(keepRunning({ ...keeping, spawn: () => forkModel(model.name) }));
  const close = async () => {
    connections.close();
    await Promise.all(all.map((each) => each.stop()));
    await outcomes?.close();
  };
  try {
    const [facts] = await Promise.all(all.map(({ ready }) => ready));
    return { url, facts: facts as ModelFacts, pids: () => answering().map(({ pid }) => pid ?? 0), close };
  } catch (error) {
    await close();
    throw new Error(`${model.path} cannot be served: ${error instanceof Error ? error.message : String(error)}`);
  }
}
