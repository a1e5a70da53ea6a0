import type { ModelFacts } from "../modelFacts";
import type { Answer } from "../protocols/protocol";
import { Refusal } from "../refusal";
import type { Counts } from "./counts";
import { describeEndpoint } from "./describeEndpoint";
import { type Asked, jsonAnswer } from "./front";
import { type Gauge, metricsText } from "./metricsText";
import type { Place } from "./paths";
import { readOutcomes } from "./readOutcomes";

/** What an endpoint says of itself. */
export interface Endpoint {
  readonly name: string;
  /** The models behind it; the first one stands for all. */
  all(): readonly ModelFacts[];
  isReady(): boolean;
  /** A row that the first of them takes, where one is known. */
  example(): Promise<readonly unknown[] | undefined>;
  counts(): Counts | Promise<Counts>;
  /** Beside what is counted. */
  gauges?(): readonly Gauge[];
  /** How many outcomes were taken. Undefined: none are taken here. */
  readonly feedback: ((body: unknown) => Promise<number>) | undefined;
  readonly needsKey?: boolean;
}

/** Everything of an endpoint that is no prediction. */
export async function answerDocument(
  place: Exclude<Place, { kind: "ask" }>,
  { headers, body }: Asked,
  endpoint: Endpoint,
): Promise<Answer> {
  const { name } = endpoint;
  switch (place.kind) {
    case "live":
      return jsonAnswer(200, { live: true });
    case "health":
      return health(endpoint);
    case "metrics":
      return text(
        metricsText(await endpoint.counts(), name, endpoint.gauges?.()),
        "text/plain; version=0.0.4; charset=utf-8",
      );
    case "feedback":
      return feedback(endpoint, body);
    case "version":
      return text(endpoint.all()[0]?.version ?? "", "text/plain; charset=utf-8");
    default:
      return describeEndpoint(place, headers, endpoint);
  }
}

function health({ name, all, isReady }: Endpoint): Answer {
  const versions = all().map(({ version }) => version);
  if (isReady())
    return jsonAnswer(200, { status: "healthy", ready: true, model: name, model_version: versions[0], versions });
  return jsonAnswer(503, { status: "unavailable", ready: false, model: name });
}

async function feedback({ feedback: take }: Endpoint, body: Uint8Array): Promise<Answer> {
  if (take === undefined)
    throw new Refusal(404, "Outcomes are not kept here: serve with --log-predictions, or apply a deployment file");
  return jsonAnswer(200, { stored: await take(readOutcomes(body)) });
}

function text(body: string, type: string): Answer {
  return { status: 200, headers: { "content-type": type }, body };
}
