import type { Engine } from "../engine/engine";
import { createFront, type Front, jsonAnswer } from "../front/front";
import { metricsText } from "../front/metricsText";
import { chooseOnly } from "../front/singleModel";
import type { Tally } from "../front/tally";
import { mlflowProtocol } from "../protocols/mlflow";
import { predictProtocol } from "../protocols/predict";
import { v1Protocol } from "../protocols/v1";
import { v2Protocol } from "../protocols/v2";
import type { OpenFront } from "./messages";

/** The front of one model. */
export function openFront(engine: Engine, open: OpenFront, tally: Tally): Front {
  return createFront({
    name: engine.facts.name,
    faces: { predict: predictProtocol, mlflow: mlflowProtocol, v1: v1Protocol, v2: v2Protocol },
    limits: open.limits,
    door: open,
    tally,
    choose: chooseOnly(engine),
    other: (place) =>
      place.kind === "metrics"
        ? {
            status: 200,
            headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
            body: metricsText(tally, engine.facts.name),
          }
        : jsonAnswer(200, { status: "healthy" }),
    observe: () => undefined,
  });
}
