/** Why a column has no score; it stands under `skipped` and the others go on. */
export class Untestable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Untestable";
  }
}
