import { formatDate } from "../../shared/format";
import { type Model, modelDocument } from "../registry/model";
import { listModels } from "../registry/models";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

export const registryList = defineVerb({
  usage: "[--filter TEXT]",
  about: `Examples:
  tidemark registry list
  tidemark registry list --filter "name LIKE 'churn%'" --json`,
  options: { filter: { kind: "text", value: "TEXT", help: "MLflow's: on name and tags.KEY" } },
  async run({ door, options, out, json }) {
    const models = await listModels(await door(), options.filter);
    if (json) out.document({ models: models.map(modelDocument) });
    else if (models.length > 0 || !out.isTerminal) writeTable(out, columns(Date.now()), models);
    if (models.length === 0 && !json)
      out.note("no registered models; mlflow.register_model, or log_model with registered_model_name, makes one");
    return 0;
  },
});

function columns(now: number): Column<Model>[] {
  return [
    { title: "name", text: ({ name }) => name },
    {
      title: "versions",
      align: "right",
      text: ({ latest }) =>
        latest
          .map(({ version }) => version)
          .sort(byNumber)
          .at(-1) ?? "0",
    },
    {
      title: "stages",
      text: ({ latest }) =>
        latest
          .filter(({ stage }) => stage !== "None")
          .map(({ stage, version }) => `${stage} ${version}`)
          .join(", "),
    },
    {
      title: "aliases",
      text: ({ aliases }) => aliases.map(({ alias, version }) => `${alias} → ${version}`).join(", "),
      yields: 1,
    },
    {
      title: "updated",
      least: "whole",
      text: ({ updated }) => formatDate(updated, { now }),
      plain: ({ updated }) => new Date(updated).toISOString(),
      yields: 2,
    },
    { title: "description", text: ({ description }) => description, yields: 3 },
  ];
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
