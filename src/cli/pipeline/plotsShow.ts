import { defineVerb } from "../verb";
import { plotOptions, runPlots } from "./plots/runPlots";

export const plotsShow = defineVerb({
  usage: "[PLOT]… [-t TEMPLATE] [-x FIELD] [-y FIELD] [-o DIR] [--show-vega]",
  about: `Draws the plots of dvc.yaml, or the files that are named, into one page that needs no network.

Examples:
  tidemark plots show
  tidemark plots show logs/loss.csv -x epoch -y loss
  tidemark plots show predictions.csv -t confusion -x actual -y predicted
  tidemark plots show --json`,
  words: { least: 0, most: 1000 },
  options: plotOptions,
  run: (call) => runPlots(call, call.words, async ({ workspace }) => new Map([["workspace", workspace]])),
});
