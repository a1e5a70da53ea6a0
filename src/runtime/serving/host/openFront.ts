import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Engine } from "../engine/engine";
import { limitedEngine } from "../engine/limitedEngine";
import { openAccessLog } from "../front/accessLog";
import type { Counts } from "../front/counts";
import { answerDocument } from "../front/documents";
import { faces } from "../front/faces";
import { createFront, type Front } from "../front/front";
import { chooseOnly } from "../front/singleModel";
import type { Tally } from "../front/tally";
import { inputExample } from "../inputExample";
import { openPredictionLog } from "../predictions/predictionLog";
import type { HostLine } from "./askHost";
import type { OpenFront } from "./messages";

export interface OpenedFront {
  readonly front: Front;
  close(): Promise<void>;
}

/** The front of one model. */
export async function openFront(
  engine: Engine,
  open: OpenFront,
  { path, tally, host }: { readonly path: string; readonly tally: Tally; readonly host: HostLine },
): Promise<OpenedFront> {
  const { name } = engine.facts;
  const endpoint = {
    name,
    all: () => [engine.facts],
    isReady: () => true,
    example: () => inputExample(path),
    counts: () => host.ask<Counts>({ kind: "counts" }),
    feedback: open.predictions && ((body: unknown) => host.ask<number>({ kind: "feedback", body })),
    needsKey: open.apiKey !== undefined,
  };
  if (open.accessLog !== undefined) mkdirSync(dirname(open.accessLog), { recursive: true });
  const access = open.accessLog === undefined ? undefined : openAccessLog(open.accessLog);
  const predictions = open.predictions && (await openPredictionLog(open.predictions));
  const front = createFront({
    name,
    faces,
    limits: open.limits,
    door: open,
    tally,
    choose: chooseOnly(limitedEngine(engine, open.limits.answer), open.predictions !== undefined),
    other: (place, asked) => answerDocument(place, asked, endpoint),
    observe: (outcome) => {
      access?.add(outcome);
      if (predictions === undefined) return;
      predictions.add(outcome);
      if (outcome.outputs !== undefined) host.saw([outcome.requestId, outcome.choice?.user]);
    },
  });
  return {
    front,
    async close() {
      host.flush();
      access?.close();
      await predictions?.close();
    },
  };
}
