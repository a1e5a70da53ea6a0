import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImagePlot } from "../../../runtime/pipeline/compare/gatherPlots";

/** What stands on the page, in its order. */
export type PagePart =
  | { readonly kind: "spec"; readonly spec: unknown }
  | { readonly kind: "images"; readonly plot: ImagePlot };

const style = `
  :root { color-scheme: light; }
  body { font: 14px system-ui, sans-serif; margin: 24px; display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
  section { border: 1px solid #ddd; border-radius: 6px; padding: 12px; }
  figure { display: inline-block; margin: 0 12px 0 0; }
  figcaption { color: #555; margin-bottom: 6px; }
  img { max-width: 640px; }
  .tip { position: absolute; background: #fff; border: 1px solid #bbb; border-radius: 4px; padding: 4px 8px; font-size: 12px; pointer-events: none; }
  .vega-bindings { margin-top: 8px; font-size: 12px; }`;

/** One page that needs no network: the data, the pictures and what draws them are in it. */
export function plotsPage(parts: readonly PagePart[], template: string | undefined): string {
  const sections = parts.map((part, i) => (part.kind === "spec" ? specSection(part.spec, i) : imageSection(part.plot)));
  const body = sections.join("\n");
  const script = parts.some(({ kind }) => kind === "spec") ? `<script>${drawing()}</script>` : "";
  if (template !== undefined)
    return template
      .replace("{refresh_tag}", "")
      .replace("{scripts}", () => `<style>${style}</style>`)
      .replace("{plot_divs}", () => `${body}\n${script}`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Plots</title>
<style>${style}
</style>
</head>
<body>
${body}
${script}
</body>
</html>
`;
}

/** Built beside the command line. */
function drawing(): string {
  return readFileSync(join(__dirname, "plotsReport.js"), "utf8").replaceAll("</script", "<\\/script");
}

function specSection(spec: unknown, i: number): string {
  const json = JSON.stringify(spec).replaceAll("<", "\\u003c");
  return `<section data-spec="spec-${i}"></section>\n<script type="application/json" id="spec-${i}">${json}</script>`;
}

function imageSection({ name, images }: ImagePlot): string {
  const figures = images.map(({ revision, file, bytes }) => {
    const url = `data:${mimeOf(file)};base64,${bytes.toString("base64")}`;
    return `<figure><figcaption>${escaped(revision)}</figcaption><img alt="${escaped(`${file}, ${revision}`)}" src="${url}"></figure>`;
  });
  return `<section><p>${escaped(name)}</p>\n${figures.join("\n")}</section>`;
}

function mimeOf(file: string): string {
  const ending = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  if (ending === "svg") return "image/svg+xml";
  return ending === "jpg" ? "image/jpeg" : `image/${ending}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
