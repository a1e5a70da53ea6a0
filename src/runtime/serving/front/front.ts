import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "../engine/engine";
import type { Answer, Ask, Protocol, Read } from "../protocols/protocol";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import type { Limits } from "./limits";
import { type Face, findPlace, type Place } from "./paths";
import { readBody } from "./readBody";
import { createRequestIds } from "./requestIds";
import { countPredictions, countRequest, type Tally } from "./tally";
import { checkCaller, type Door } from "./whoMayAsk";

export interface Variant {
  readonly name: string;
  readonly engine: Engine;
}

/** Who answers a request, and whose request it is. */
export interface Choice {
  readonly variant: Variant;
  readonly user?: string | undefined;
  /** Gets a copy, and its answer goes nowhere. */
  readonly mirror?: Variant | undefined;
}

/** One prediction that was asked for, however it went. */
export interface Outcome {
  readonly requestId: string;
  readonly face: Face;
  readonly code: number;
  readonly milliseconds: number;
  /** Undefined where the request was refused before one was chosen. */
  readonly choice: Choice | undefined;
  readonly read: Read | undefined;
  readonly ask: Ask | undefined;
  readonly outputs: readonly Tensor[] | undefined;
  readonly why: string | undefined;
}

export interface FrontOptions {
  /** Of the endpoint: the model in every path. */
  readonly name: string;
  readonly faces: Readonly<Record<Face, Protocol>>;
  readonly limits: Limits;
  readonly door: Door;
  readonly tally: Tally;
  /** Throws a Refusal where nobody can answer. `version`: the one that the path asks for. */
  choose(headers: IncomingHttpHeaders, fields: Read["fields"], version: string | undefined): Choice;
  /** What is no prediction: health, documents, metrics, feedback. */
  other(place: Exclude<Place, { kind: "ask" }>, asked: Asked): Answer | Promise<Answer>;
  /** After the answer is on its way. */
  observe(outcome: Outcome): void;
}

export interface Asked {
  readonly headers: IncomingHttpHeaders;
  /** Empty for what has none. */
  readonly body: Uint8Array;
}

export type Front = (incoming: IncomingMessage, response: ServerResponse) => void;

const noBody = new Uint8Array();

/** Said by a connection before an answer that may go out in pieces. */
export const largeAnswer = "largeAnswer";
/** Bytes that a connection takes at once. */
const inOnePiece = 16 * 1024;

/** Takes the requests of one endpoint. */
export function createFront(options: FrontOptions): Front {
  const { name, faces, limits, door, tally } = options;
  const makeId = createRequestIds();

  // answers of one batch go out one right after the other: a client that is being written to need not be woken anew
  let outbox: (() => void)[] = [];
  let answered: (() => void)[] = [];
  function post(write: () => void, account: () => void): void {
    answered.push(account);
    if (outbox.push(write) === 1) queueMicrotask(empty);
  }
  function empty(): void {
    const [writes, accounts] = [outbox, answered];
    outbox = [];
    answered = [];
    for (const write of writes) write();
    for (const account of accounts) account();
  }

  function account(outcome: Outcome): void {
    const { choice, ask, outputs, milliseconds, face, code } = outcome;
    const facts = choice?.variant.engine.facts;
    const variant = choice?.variant.name ?? "";
    countRequest(tally, { version: facts?.version ?? "", variant, face, code }, milliseconds / 1000);
    if (facts !== undefined && ask !== undefined && outputs !== undefined) {
      countPredictions(tally, facts, outputs, milliseconds / 1000);
      tally.newest.set(facts.version, { at: Date.now(), model: facts, ask });
    }
    options.observe(outcome);
  }

  function predict(place: Extract<Place, { kind: "ask" }>, incoming: IncomingMessage, response: ServerResponse): void {
    const began = performance.now();
    const { headers } = incoming;
    const requestId = makeId(headers["x-request-id"]);
    const face = faces[place.face];
    let choice: Choice | undefined;
    let read: Read | undefined;
    let ask: Ask | undefined;
    tally.inFlight++;

    const finish = (answer: Answer, outputs: readonly Tensor[] | undefined, why: string | undefined) => {
      tally.inFlight--;
      const milliseconds = performance.now() - began;
      const code = answer.status;
      post(
        () => send(response, answer, requestId, choice?.variant.name),
        () => account({ requestId, face: place.face, code, milliseconds, choice, read, ask, outputs, why }),
      );
    };
    const fail = (error: unknown) => {
      const refusal = refusalOf(error, "The prediction failed; the log has the reason");
      finish(withRetry(face.refuse(refusal, { requestId }), refusal), undefined, refusal.message);
    };
    const run = async (body: Uint8Array) => {
      try {
        const reading = face.read(body, headers);
        read = reading instanceof Promise ? await reading : reading;
        choice = options.choose(headers, read.fields, place.version);
        const { engine } = choice.variant;
        ask = face.ask(read, engine.facts);
        if (ask.rows > limits.rows) throw new Refusal(413, `${ask.rows} rows; at most ${limits.rows} in one request`);
        const outputs = await engine.run(ask.inputs, ask.rows);
        finish(face.answer(ask, outputs, { model: engine.facts, requestId }), outputs, undefined);
      } catch (error) {
        fail(error);
      }
    };

    try {
      checkCaller(headers, door);
      if (place.model !== undefined && place.model !== name)
        throw new Refusal(404, `Model '${place.model}' is not here; this is '${name}'`);
      if (tally.inFlight > limits.queue) throw new Refusal(429, `${limits.queue} requests wait already`, 1);
      readBody(incoming, limits.body, (body) => void run(body), fail);
    } catch (error) {
      incoming.resume();
      fail(error);
    }
  }

  async function answerOther(
    place: Exclude<Place, { kind: "ask" }>,
    incoming: IncomingMessage,
    response: ServerResponse,
  ) {
    const id = makeId(incoming.headers["x-request-id"]);
    try {
      const isOpen = place.kind === "health" || place.kind === "live" || place.kind === "page";
      checkCaller(incoming.headers, isOpen ? { ...door, apiKey: undefined } : door);
      const body = incoming.method === "POST" ? await wholeBody(incoming, limits.body) : noBody;
      send(response, await options.other(place, { headers: incoming.headers, body }), id, undefined);
    } catch (error) {
      if (!(error instanceof Refusal))
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      const refusal = error instanceof Refusal ? error : new Refusal(500, "It failed; the log has the reason");
      send(response, withRetry(jsonAnswer(refusal.status, { error: refusal.message }), refusal), id, undefined);
    }
  }

  return (incoming, response) => {
    const { method = "GET", url = "/" } = incoming;
    const place = findPlace(method, url);
    if (place !== undefined && "kind" in place) {
      if (place.kind === "ask") predict(place, incoming, response);
      else void answerOther(place, incoming, response); // answers its own failures
      return;
    }
    incoming.resume();
    const id = makeId(incoming.headers["x-request-id"]);
    if (place === undefined) {
      send(response, jsonAnswer(404, { error: `${url} is nothing here; GET / shows what is` }), id, undefined);
      return;
    }
    const answer = jsonAnswer(405, { error: `${method} ${url}: use ${place.methods}` });
    send(response, { ...answer, headers: { ...answer.headers, allow: place.methods } }, id, undefined);
  };
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function wholeBody(incoming: IncomingMessage, most: number): Promise<Uint8Array> {
  return new Promise((done, fail) => readBody(incoming, most, done, fail));
}

function withRetry(answer: Answer, { retryAfter }: Refusal): Answer {
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": String(retryAfter) } };
}

/** Anything but a Refusal is a fault of ours: the client hears that there was one, and stderr which. */
function refusalOf(error: unknown, otherwise: string): Refusal {
  if (error instanceof Refusal) return error;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new Refusal(500, otherwise);
}

function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  requestId: string,
  variant: string | undefined,
): void {
  if (response.headersSent || response.destroyed) return;
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  // a flat list goes through node quicker than an object that is made for each answer
  const all = ["content-length", String(length), "x-request-id", requestId];
  for (const name in headers) all.push(name, headers[name] as string);
  if (variant) all.push("x-tidemark-variant", variant);
  if (length > inOnePiece) response.socket?.emit(largeAnswer);
  response.writeHead(status, all);
  // text of a byte a character can go out as it lies in memory
  response.end(body, length === body.length ? "latin1" : "utf8");
}
