import { formatDate } from "../../shared/format";
import { type Model, modelDocument, type Version, versionDocument } from "../registry/model";
import { getModel, listVersions } from "../registry/models";
import { writeFacts } from "../terminal/facts";
import { type Column, writeTable } from "../terminal/table";
import { type Palette, palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";

export const registryShow = defineVerb({
  usage: "NAME",
  about: `A registered model and all its versions.

Examples:
  tidemark registry show customer-churn
  tidemark registry show customer-churn --json`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ door, words, out, json }) {
    const opened = await door();
    const model = await getModel(opened, words[0] ?? "");
    const versions = await listVersions(opened, model.name);
    if (json) {
      out.document({ ...modelDocument(model), versions: versions.map(versionDocument) });
      return 0;
    }
    const now = Date.now();
    const facts = [
      ["model", model.name],
      ["description", model.description],
      ["updated", formatDate(model.updated, { now })],
    ] as const;
    // piped, the versions are the table; a head of another shape would break it
    if (out.isTerminal) {
      writeFacts(
        out,
        undefined,
        facts.filter(([, value]) => value !== ""),
      );
      out.print("");
    }
    writeTable(out, columns(model, now, palette(screenOf(out).colour)), versions);
    return 0;
  },
});

function columns(model: Model, now: number, { green, yellow, muted }: Palette): Column<Version>[] {
  const aliasesOf = ({ version }: Version) =>
    model.aliases
      .filter((each) => each.version === version)
      .map(({ alias }) => alias)
      .join(", ");
  const paints: Readonly<Record<string, typeof green>> = { Production: green, Staging: yellow };
  return [
    { title: "version", align: "right", text: ({ version }) => version },
    { title: "stage", text: ({ stage }) => stage, paint: ({ stage }) => paints[stage] ?? muted },
    { title: "aliases", text: aliasesOf },
    { title: "run", least: "whole", text: ({ run }) => run.slice(0, 8), plain: ({ run }) => run, yields: 1 },
    {
      title: "created",
      least: "whole",
      text: ({ created }) => formatDate(created, { now }),
      plain: ({ created }) => new Date(created).toISOString(),
      yields: 2,
    },
    { title: "description", text: ({ description }) => description, yields: 3 },
    { title: "source", text: ({ source }) => source, yields: 4 },
  ];
}
