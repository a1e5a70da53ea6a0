import { colour } from "../kit/theme";
import { houseConfig, resolved } from "./houseConfig";

/** What a variable of the style sheet is just now: a colour, or the editor's font. */
function themed(variable: string): string {
  if (/font-family/.test(variable)) return getComputedStyle(document.body).fontFamily;
  return colour(variable);
}

/** A spec as it stands alone in a file: the house's config with the colours that are on the screen. */
export function withHouseConfig(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...resolved(spec, themed),
    config: { ...resolved(houseConfig, themed), background: themed("var(--vscode-editor-background)") },
  };
}
