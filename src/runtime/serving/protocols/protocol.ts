import type { IncomingHttpHeaders } from "node:http";
import type { ModelFacts } from "../modelFacts";
import type { Refusal } from "../refusal";
import type { Tensor } from "../tensors";

/** A way of asking for predictions. It knows bytes and tensors, and neither sockets nor variants. */
export interface Protocol {
  /** In metrics and logs: `predict`, `mlflow`, `v2`, `v1`. */
  readonly name: string;
  /** Of a request that asks for predictions: throws a Refusal if it cannot be read. Knows nothing of the model yet. */
  read(body: Uint8Array, headers: IncomingHttpHeaders): Read | Promise<Read>;
  /** Throws a Refusal that names the field, the row or the column. */
  ask(read: Read, model: ModelFacts): Ask;
  answer(ask: Ask, outputs: readonly Tensor[], about: About): Answer;
  refuse(refusal: Refusal, about: Pick<About, "requestId">): Answer;
}

/** What a body holds, before a model is chosen for it. */
export interface Read {
  /** Texts, numbers and truths at the top of a JSON body, where the user's id may stand; undefined for other bodies. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** For the protocol itself. */
  readonly content: unknown;
}

export interface Ask {
  /** In the order of the model's inputs. */
  readonly inputs: readonly Tensor[];
  readonly rows: number;
  /** For the protocol itself: whether one row was asked for or many, which outputs, the client's id. */
  readonly form: unknown;
}

export interface About {
  readonly model: ModelFacts;
  readonly requestId: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
