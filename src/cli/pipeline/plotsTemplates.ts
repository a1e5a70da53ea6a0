import { templates } from "../../core/dvc/compare/plots/templates";
import { unknownTemplate } from "../../runtime/pipeline/compare/plotSpecs";
import { UsageError } from "../args";
import { defineVerb } from "../verb";

export const plotsTemplates = defineVerb({
  usage: "[NAME]",
  about: `Names of the templates that are built in, or the Vega-Lite spec of one with its anchors.

Examples:
  tidemark plots templates
  tidemark plots templates scatter > .dvc/plots/mine.json`,
  words: { least: 0, most: 1 },
  options: {},
  async run({ words: [name], json, out }) {
    if (name === undefined) {
      if (json) out.document({ templates: Object.keys(templates) });
      else for (const each of Object.keys(templates)) out.print(each);
      return 0;
    }
    if (!Object.hasOwn(templates, name)) throw new UsageError(unknownTemplate(name));
    out.document(templates[name]);
    return 0;
  },
});
