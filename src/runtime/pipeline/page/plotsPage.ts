import { formatBytes } from "../../../shared/format";
import type { PlotsPage, ProjectPlot } from "../../../shared/plotsPage";
import { gatherPlots, type ImagePlot, type PlotError, type VegaPlot } from "../compare/gatherPlots";
import { openCompare } from "../compare/openCompare";
import { specOf, templateFinder } from "../compare/plotSpecs";

/** More rows are thinned out. */
const mostRows = 4000;
const largestImage = 4 << 20;
const allImages = 32 << 20;

/** The plots of a project as it lies there. */
export async function plotsPage(root: string): Promise<PlotsPage> {
  const comparing = openCompare(root);
  try {
    const states = new Map([["workspace", comparing.workspace]]);
    const found = await gatherPlots(states, { folder: comparing.folder, targets: [], props: {} });
    const errors = [...found.errors];
    const find = templateFinder(comparing.root, root);
    const pictures = pictureCase();
    const plots = found.plots.flatMap((plot) =>
      plot.kind === "image" ? pictures.show(plot) : vegaOf(plot, (thin) => specOf(thin, find, errors)?.content),
    );
    // an output that no stage made yet is missing to nobody
    const faults = errors.filter(({ type }) => type !== "FileNotFoundError");
    return {
      plots,
      faults: [
        ...faults.map(({ name, msg }: PlotError) => ({ name, message: msg.split("\n", 1)[0] ?? "" })),
        ...pictures.leftOut,
      ],
    };
  } finally {
    comparing.close();
  }
}

function vegaOf(plot: VegaPlot, draw: (plot: VegaPlot) => unknown): ProjectPlot[] {
  const every = Math.ceil(plot.rows.length / mostRows);
  const rows = every > 1 ? plot.rows.filter((_, i) => i % every === 0) : plot.rows;
  const spec = draw({ ...plot, rows }) as ProjectPlot["spec"];
  return spec ? [{ name: plot.name, spec, ...(every > 1 && { rows: plot.rows.length }) }] : [];
}

const types: Readonly<Record<string, string>> = { jpg: "jpeg", svg: "svg+xml" };

/** Takes pictures as long as there is room for them on a page. */
function pictureCase() {
  const leftOut: { name: string; message: string }[] = [];
  let room = allImages;
  const take = ({ file, bytes }: ImagePlot["images"][number]) => {
    if (bytes.length > Math.min(room, largestImage)) {
      leftOut.push({
        name: file,
        message: `too large for this page (${formatBytes(bytes.length)}); open the file itself`,
      });
      return [];
    }
    room -= bytes.length;
    const end = file.slice(file.lastIndexOf(".") + 1);
    return [{ file, address: `data:image/${types[end] ?? end};base64,${bytes.toString("base64")}` }];
  };
  return {
    leftOut,
    show({ name, images }: ImagePlot): ProjectPlot[] {
      const shown = images.flatMap(take);
      return shown.length === 0 ? [] : [{ name, images: shown }];
    },
  };
}
