/** Why a request gets no prediction: said to the client, in the shape that its protocol has for it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which another try makes sense. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** There is a model, of another kind: `tidemark convert` can make ONNX of it. */
export class NeedsOnnx extends Refusal {}
