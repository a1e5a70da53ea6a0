import type { Engine } from "../engine/engine";
import { answerDocument } from "../front/documents";
import { faces } from "../front/faces";
import { createFront, type Front } from "../front/front";
import { chooseOnly } from "../front/singleModel";
import type { Tally } from "../front/tally";
import type { OpenFront } from "./messages";

/** The front of one model. */
export function openFront(engine: Engine, open: OpenFront, tally: Tally): Front {
  const { name } = engine.facts;
  const endpoint = { name, all: () => [engine.facts], isReady: () => true, tally: () => tally, feedback: undefined };
  return createFront({
    name,
    faces,
    limits: open.limits,
    door: open,
    tally,
    choose: chooseOnly(engine),
    other: (place, asked) => answerDocument(place, asked, endpoint),
    observe: () => undefined,
  });
}
