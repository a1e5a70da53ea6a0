import { readFairnessRequest } from "../../../shared/fairnessReaders";
import { readQualityRequest } from "../../../shared/qualityReaders";
import { object, string } from "../../../shared/readers";
import { okNumbers, type Route } from "../../kernel/http/route";
import type { TableFile } from "../drift/driftWork";
import { inMonitorThread } from "../thread/inMonitorThread";

const readWhich = object<{ data: string }>({ data: string });

/** Brings a table that was named by its address; `done` gives back what was made for it. */
export type OpenFile = (address: string) => Promise<TableFile & { readonly done?: () => void }>;

/** How good and how fair the answers in a table are. */
export function qualityRoutes(open: OpenFile): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/quality",
      async handle({ body }) {
        const asked = readQualityRequest(body, "body");
        const tables = [asked.data, ...(asked.reference === undefined ? [] : [asked.reference])];
        return withFiles(open, tables, async ([data, reference]) =>
          okNumbers(await inMonitorThread("quality", { data: data as TableFile, reference, asked })),
        );
      },
    },
    {
      method: "POST",
      path: "/api/tidemark/v1/quality/columns",
      async handle({ body }) {
        const { data } = readWhich(body, "body");
        return withFiles(open, [data], async ([file]) =>
          okNumbers(await inMonitorThread("columns", { data: file as TableFile })),
        );
      },
    },
    {
      method: "POST",
      path: "/api/tidemark/v1/fairness",
      async handle({ body }) {
        const asked = readFairnessRequest(body, "body");
        return withFiles(open, [asked.data], async ([data]) =>
          okNumbers(await inMonitorThread("fairness", { data: data as TableFile, asked })),
        );
      },
    },
  ];
}

async function withFiles<T>(
  open: OpenFile,
  addresses: readonly string[],
  use: (files: readonly TableFile[]) => Promise<T>,
): Promise<T> {
  const opened: Awaited<ReturnType<OpenFile>>[] = [];
  try {
    for (const address of addresses) opened.push(await open(address));
    return await use(opened.map(({ done: _, ...file }) => file));
  } finally {
    for (const { done } of opened) done?.();
  }
}
