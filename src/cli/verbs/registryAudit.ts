import { formatDate } from "../../shared/format";
import { type AuditEntry, type AuditPage, type Facts, readAuditPage } from "../../shared/models";
import { UsageError } from "../args";
import { type Column, writeTable } from "../terminal/table";
import { defineVerb } from "../verb";

const usual = 50;
const most = 10_000;

export const registryAudit = defineVerb({
  usage: "[NAME] [--limit N]",
  about: `Who changed what in the registry, newest first; of one model also under the names that it had before.

Examples:
  tidemark registry audit
  tidemark registry audit customer-churn --json`,
  options: { limit: { kind: "integer", value: "N", help: `how many entries (default ${usual})` } },
  words: { least: 0, most: 1 },
  async run({ door, words: [model], options: { limit = usual }, json, out }) {
    if (limit < 1 || limit > most) throw new UsageError(`--limit: expected 1 to ${most}`);
    const query = new URLSearchParams({ limit: String(limit), ...(model !== undefined && { model }) });
    const page: AuditPage = readAuditPage(
      await (await door()).call("GET", `/api/tidemark/v1/registry/audit?${query}`),
      "reply",
    );
    if (json) out.document({ entries: page.entries, total: page.total });
    else writeTable(out, columns(Date.now()), page.entries);
    if (!json && page.entries.length < page.total)
      out.note(`${page.total - page.entries.length} older: --limit ${Math.min(page.total, most)} shows them`);
    return 0;
  },
});

function columns(now: number): Column<AuditEntry>[] {
  return [
    {
      title: "when",
      least: "whole",
      text: ({ at }) => formatDate(at, { now }),
      plain: ({ at }) => new Date(at).toISOString(),
    },
    { title: "who", text: ({ actor }) => actor },
    { title: "act", text: ({ act }) => act },
    { title: "model", text: ({ model }) => model },
    { title: "version", align: "right", text: ({ version }) => (version === undefined ? "" : String(version)) },
    { title: "before", text: ({ before }) => inWords(before), yields: 2 },
    { title: "after", text: ({ after }) => inWords(after), yields: 1 },
  ];
}

function inWords(facts: Facts = {}): string {
  return Object.entries(facts)
    .map(([name, fact]) => `${name}=${fact ?? "none"}`)
    .join(", ");
}
