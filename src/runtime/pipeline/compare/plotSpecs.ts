import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { jsonOf } from "../../../core/dvc/compare/jsonOf";
import { type Filled, fillTemplate } from "../../../core/dvc/compare/plots/fillTemplate";
import { PlotFault } from "../../../core/dvc/compare/plots/plotData";
import { type Template, templates } from "../../../core/dvc/compare/plots/templates";
import { invalid } from "../../../shared/apiError";
import { didYouMean } from "../../../shared/suggest";
import type { PlotError, VegaPlot } from "./gatherPlots";

/** The spec of a plot; undefined, and an error more, where it cannot be made. */
export function specOf(
  plot: VegaPlot,
  findTemplate: (name: string) => Template,
  errors: PlotError[],
  isSplit = false,
): Filled | undefined {
  if (plot.rows.length === 0) return undefined;
  const templateName = plot.props.template ?? "linear";
  try {
    return fillTemplate({
      template: findTemplate(templateName),
      templateName,
      rows: plot.rows,
      revisions: plot.revisions,
      props: plot.props,
      rowOf: (row) => Object.fromEntries([...row].map(([key, value]) => [key, jsonOf(value)])),
      isSplit,
    });
  } catch (thrown) {
    if (!(thrown instanceof PlotFault)) throw thrown;
    for (const rev of plot.revisions) errors.push({ name: plot.name, rev, type: thrown.type, msg: thrown.message });
    return undefined;
  }
}

/** `.dvc/plots/NAME` or `NAME.json` in it, a file, or one of those that are built in. */
export function templateFinder(root: string, folder: string): (name: string) => Template {
  return (name) => {
    const own = join(root, ".dvc", "plots", name);
    const path = [own, own.replace(/(?:\.[^./]*)?$/, ".json"), resolve(folder, name)].find((each) => existsSync(each));
    if (path !== undefined) return readTemplate(path);
    const builtIn = Object.hasOwn(templates, name) ? templates[name] : undefined;
    return builtIn ?? invalid(unknownTemplate(name));
  };
}

export function unknownTemplate(name: string): string {
  const names = Object.keys(templates);
  return `${name}: no such template of plots.${didYouMean(name, names) || ` There are ${names.join(", ")}.`}`;
}

function readTemplate(path: string): Template {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Template;
  } catch (thrown) {
    return invalid(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
