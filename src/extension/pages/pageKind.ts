import type { Reader } from "../../shared/readers";

/** One sort of page: what it shows is in its parameters, and what it does in `webview/<name>`. */
export interface PageKind<Params> {
  /** Of the folder in webview/ and, with `tidemark.` before it, of the panel's type. */
  readonly name: string;
  readonly readParams: Reader<Params>;
  /** Two wishes with the same identity are for the same page. */
  identity(params: Params): string;
  /** Until the page knows better. */
  title(params: Params): string;
  /** Charts of many runs cost more to draw again than to keep. */
  readonly keepsDrawing?: boolean;
}
