import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { version } from "../../../shared/version";
import type { ModelFacts } from "../modelFacts";
import { v1Model, v1Models, v2Index, v2Model, v2Ready, v2Server } from "../protocols/documents/metadata";
import { openApi } from "../protocols/documents/openapi";
import { tryItPage } from "../protocols/documents/tryItPage";
import type { Answer } from "../protocols/protocol";
import { Refusal } from "../refusal";
import type { Endpoint } from "./documents";
import { jsonAnswer } from "./front";
import type { Place } from "./paths";

type Described = Exclude<Place, { kind: "ask" }>;

/** What a client may read of an endpoint before it asks. */
export async function describeEndpoint(
  place: Described,
  headers: IncomingHttpHeaders,
  endpoint: Endpoint,
): Promise<Answer> {
  const { name, all, isReady, needsKey = false } = endpoint;
  if ("face" in place) return describeModel(place, endpoint);
  switch (place.kind) {
    case "server":
      return jsonAnswer(200, v2Server(version));
    case "index":
      return jsonAnswer(
        200,
        v2Index(
          all().map((facts) => ({ ...facts, name })),
          isReady(),
        ),
      );
    case "models":
      return jsonAnswer(200, v1Models([name]));
    case "openapi": {
      const url = headers.host === undefined ? undefined : `http://${headers.host}`;
      return jsonAnswer(200, openApi(first(endpoint), { name, url, needsKey, example: await endpoint.example() }));
    }
    case "page": {
      const nonce = randomBytes(16).toString("base64url");
      return tryItPage(first(endpoint), { name, nonce, needsKey, example: await endpoint.example() });
    }
    default:
      throw new Refusal(404, `Nothing is said of '${place.kind}' here`);
  }
}

function describeModel(
  { kind, face, model, version }: Extract<Described, { face: unknown }>,
  endpoint: Endpoint,
): Answer {
  const { name, all, isReady } = endpoint;
  if (model !== name) throw new Refusal(404, `Model '${model}' is not here; this is '${name}'`);
  const versions = [...new Set(all().map((facts) => facts.version))];
  const facts = {
    ...(all().find((each) => version === undefined || each.version === version) ?? first(endpoint)),
    name,
  };
  if (version !== undefined && !versions.includes(version))
    throw new Refusal(404, `Model '${name}' has version ${versions.join(", ")} here, not ${version}`);
  if (face === "v1") return jsonAnswer(200, v1Model(name, version === undefined ? versions : [version], isReady()));
  if (kind === "ready") return jsonAnswer(isReady() ? 200 : 503, v2Ready(facts, isReady()));
  return jsonAnswer(200, v2Model(facts, versions));
}

function first({ name, all }: Endpoint): ModelFacts {
  const [facts] = all();
  if (facts === undefined) throw new Refusal(503, `No model of '${name}' is up`, 1);
  return facts;
}
