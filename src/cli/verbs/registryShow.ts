import { formatDate } from "../../shared/format";
import type { ApprovalSummary } from "../../shared/models";
import { type Model, modelDocument, type Version, versionDocument } from "../registry/model";
import { getModel, listVersions } from "../registry/models";
import { getDetail } from "../registry/versionPath";
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
    const details = new Map((await getDetail(opened, model.name)).versions.map((each) => [String(each.version), each]));
    if (json) {
      const documents = versions.map((each) => ({
        ...versionDocument(each),
        approval: details.get(each.version)?.approval,
        verdicts: details.get(each.version)?.verdicts,
        facts: details.get(each.version)?.facts,
      }));
      out.document({ ...modelDocument(model), versions: documents });
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
    writeTable(
      out,
      columns(model, now, palette(screenOf(out).colour), (of) => describe(details.get(of.version)?.approval)),
      versions,
    );
    return 0;
  },
});

function describe(approval: ApprovalSummary | undefined): string {
  const { state = "none", given = 0, needed = 0 } = approval ?? {};
  if (state === "none") return "";
  return needed > 0 && state !== "rejected" ? `${given} of ${needed} approvals` : state;
}

function columns(
  model: Model,
  now: number,
  { green, yellow, muted }: Palette,
  approvalOf: (version: Version) => string,
): Column<Version>[] {
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
    { title: "approval", text: approvalOf },
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
