import { imageEnding } from "../../src/core/artifacts/imageSeries";
import { type Plot, plotOrTableIn } from "../../src/core/artifacts/plotIn";
import type { LoggedTable } from "../../src/core/artifacts/tableIn";
import { type ArtifactFile, artifactFileRoute, readTableHead, type TableHead } from "../../src/shared/artifacts";
import { host } from "../kit/host";
import { prettyJson } from "./spanDetails";

/** What the page shows of a file by itself; whatever it cannot, the editor opens. */
export type Preview =
  | { readonly kind: "image"; readonly url: string }
  | Plot
  | { readonly kind: "table"; readonly table: LoggedTable }
  | { readonly kind: "head"; readonly head: TableHead }
  | { readonly kind: "text"; readonly text: string; readonly isCut: boolean }
  /** Only the editor, or another program, can show it. */
  | { readonly kind: "none"; readonly isLarge: boolean };

const largestText = 2 * 1024 * 1024;
const largestImage = 24 * 1024 * 1024;
const shownText = 100_000;

const imageTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  bmp: "image/bmp",
  svg: "image/svg+xml",
};

const textEnding =
  /\.(txt|log|md|rst|json|jsonl|ya?ml|toml|ini|cfg|csv|tsv|py|sh|sql|html|xml|patch|diff|r|env|lock|properties)$|(^|\/)(MLmodel|requirements[^/]*|Dockerfile|README|LICENSE)$/i;

export async function readPreview(file: ArtifactFile, root: string, run: string): Promise<Preview> {
  const { path, file_size: size } = file;
  const ending = /\.([^.]+)$/.exec(path.toLowerCase())?.[1] ?? "";
  const route = artifactFileRoute(root, path);
  if (route === undefined) return { kind: "none", isLarge: false };
  if (ending === "parquet")
    return {
      kind: "head",
      head: await host.get(
        `/api/tidemark/v1/runs/${encodeURIComponent(run)}/table-head?path=${encodeURIComponent(path).replaceAll("..", "%2E%2E")}`,
        readTableHead,
      ),
    };
  if (imageEnding.test(path)) {
    if (size > largestImage) return { kind: "none", isLarge: true };
    const bytes = await host.bytes("GET", route);
    // as an image it runs no script, whatever an SVG may hold
    return {
      kind: "image",
      url: URL.createObjectURL(new Blob([bytes.slice()], { type: imageTypes[ending] ?? "image/png" })),
    };
  }
  if (!textEnding.test(path)) return { kind: "none", isLarge: false };
  if (size > largestText) return { kind: "none", isLarge: true };
  return previewOfText(new TextDecoder().decode(await host.bytes("GET", route)), ending);
}

/** A chart where the text is one, a table where it is one, else the text. */
function previewOfText(text: string, ending: string): Preview {
  const found = ending === "json" || ending === "csv" || ending === "tsv" ? plotOrTableIn(text, ending) : undefined;
  if (found) return found;
  const shown = ending === "json" ? prettyJson(text) : text;
  return { kind: "text", text: shown.slice(0, shownText), isCut: shown.length > shownText };
}
