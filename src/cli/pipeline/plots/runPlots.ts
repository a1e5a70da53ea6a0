import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Value } from "../../../core/dvc/values";
import { gatherPlots, type ImagePlot, type Plot, type PlotError } from "../../../runtime/pipeline/compare/gatherPlots";
import { type Comparing, openCompare } from "../../../runtime/pipeline/compare/openCompare";
import { specOf, templateFinder } from "../../../runtime/pipeline/compare/plotSpecs";
import type { ProjectAt } from "../../../runtime/pipeline/revisions/projectAt";
import { UsageError } from "../../args";
import type { Output } from "../../output";
import type { Call } from "../../verb";
import { type PagePart, plotsPage } from "./plotsPage";

export const plotOptions = {
  template: { kind: "text", short: "t", value: "NAME", help: "a template: built in, in .dvc/plots, or a file" },
  x: { kind: "text", short: "x", value: "FIELD", help: "what lies along" },
  y: { kind: "text", short: "y", value: "FIELD", help: "what lies up" },
  "no-header": { kind: "flag", help: "the first line of CSV and TSV files is data" },
  title: { kind: "text", value: "TEXT", help: "the title" },
  "x-label": { kind: "text", value: "TEXT", help: "the words along" },
  "y-label": { kind: "text", value: "TEXT", help: "the words up" },
  out: { kind: "text", short: "o", value: "DIR", help: "where the page goes (default: dvc_plots)" },
  "show-vega": { kind: "flag", help: "the Vega-Lite spec of the one plot that is named" },
  split: { kind: "flag", help: "with --json: data and colours beside the specs" },
  "html-template": { kind: "text", value: "FILE", help: "a page with {plot_divs} in it" },
} as const;

type PlotsCall = Call<typeof plotOptions>;

/** Draws plots of the states that `choose` names. */
export async function runPlots(
  call: PlotsCall,
  targets: readonly string[],
  choose: (comparing: Comparing) => Promise<ReadonlyMap<string, ProjectAt>>,
): Promise<number> {
  const { workspace, options, json, out } = call;
  if (options["show-vega"] && (targets.length !== 1 || json))
    throw new UsageError("--show-vega: name one plot, and no --json");
  const comparing = openCompare(workspace);
  try {
    const asked = { folder: comparing.folder, targets, props: propsOf(options) };
    const { plots, errors: read } = await gatherPlots(await choose(comparing), asked);
    const errors = [...read];
    const find = templateFinder(comparing.root, workspace);
    const folder = resolve(workspace, options.out ?? comparing.files.setting("plots", "out_dir") ?? "dvc_plots");
    if (json) {
      const data = Object.fromEntries(
        plots.map((plot) => [
          plot.name,
          plot.kind === "image" ? imageDocuments(plot, folder) : vegaDocuments(plot, find, errors, options.split),
        ]),
      );
      out.document({
        ...(errors.length > 0 ? { errors } : {}),
        ...(plots.length > 0 ? { data } : {}),
      });
      return tell(out, errors, targets.length > 0);
    }
    const parts = plots.flatMap((plot): PagePart[] => {
      if (plot.kind === "image") return plot.images.length > 0 ? [{ kind: "images", plot }] : [];
      const filled = specOf(plot, find, errors);
      return filled ? [{ kind: "spec", spec: filled.content }] : [];
    });
    if (options["show-vega"]) {
      const [spec] = parts.flatMap((part) => (part.kind === "spec" ? [part.spec] : []));
      if (spec !== undefined) out.document(spec);
      return tell(out, errors, true);
    }
    if (parts.length === 0) out.note("no plots: name files below `plots` of a stage or of dvc.yaml");
    else {
      const page = join(folder, "index.html");
      mkdirSync(folder, { recursive: true });
      writeFileSync(page, plotsPage(parts, pageTemplate(options["html-template"], comparing, workspace)));
      out.print(pathToFileURL(page).href);
    }
    return tell(out, errors, targets.length > 0);
  } finally {
    comparing.close();
  }
}

function propsOf(options: PlotsCall["options"]): Readonly<Record<string, Value>> {
  const given = {
    template: options.template,
    x: options.x,
    y: options.y,
    title: options.title,
    x_label: options["x-label"],
    y_label: options["y-label"],
    header: options["no-header"] ? false : undefined,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

function vegaDocuments(
  plot: Extract<Plot, { kind: "vega" }>,
  find: ReturnType<typeof templateFinder>,
  errors: PlotError[],
  isSplit: boolean,
): unknown {
  const filled = specOf(plot, find, errors, isSplit);
  if (!filled) return [];
  const { content, anchors } = filled;
  return [{ type: "vega", revisions: plot.revisions, content, ...(isSplit ? { anchor_definitions: anchors } : {}) }];
}

/** Pictures go into the folder, for whoever reads the JSON. */
function imageDocuments({ images }: ImagePlot, folder: string): unknown {
  return images.map(({ revision, file, bytes }) => {
    mkdirSync(folder, { recursive: true });
    const url = join(folder, `${revision}_${file}`.replaceAll("/", "_"));
    writeFileSync(url, bytes);
    return { type: "image", revisions: [revision], url };
  });
}

function pageTemplate(given: string | undefined, comparing: Comparing, workspace: string): string | undefined {
  const set = comparing.files.setting("plots", "html_template");
  const path = given ? resolve(workspace, given) : set ? resolve(comparing.root, ".dvc", set) : undefined;
  if (path === undefined) return undefined;
  const text = readFileSync(path, "utf8");
  if (!text.includes("{plot_divs}")) throw new UsageError(`${path}: {plot_divs} has to stand in it`);
  return text;
}

/** Files that are not there are told of only where they were asked for. */
function tell(out: Output, errors: readonly PlotError[], isAskedFor: boolean): number {
  const told = errors.filter(({ type }) => isAskedFor || type !== "FileNotFoundError");
  for (const { name, rev, msg } of told) out.note(`${name} in ${rev}: ${msg.split("\n", 1)[0]}`);
  return told.length > 0 ? 1 : 0;
}
