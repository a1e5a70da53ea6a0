import { readExplainWish } from "../../shared/explanation";
import { object, optional, type Reader, string } from "../../shared/readers";
import { ok, okNumbers, packedHeaders, type Route } from "../kernel/http/route";
import type { Explain } from "./explain";

const readSegment = object({ segment: string });
const readReference = object({ reference: string });
const readWhich = object<{ row?: string }>({ row: optional(string) as Reader<string> });
const readLatest = object<{ endpoint: string; limit?: string }>({
  endpoint: string,
  limit: optional(string) as Reader<string>,
});

const mostLatest = 1000;

export function explainRoutes(explain: Explain): Route[] {
  const root = "/api/tidemark/v1/explain";
  return [
    {
      method: "POST",
      path: root,
      handle: async ({ body }) => ({
        status: 200,
        headers: packedHeaders,
        body: await explain.page(readExplainWish(body, "body")),
      }),
    },
    {
      method: "POST",
      path: `${root}/interactions`,
      handle: async ({ body }) => okNumbers(await explain.interactions(readExplainWish(body, "body"))),
    },
    {
      method: "POST",
      path: `${root}/cohorts`,
      handle: async ({ body }) =>
        okNumbers(await explain.cohorts(readExplainWish(body, "body"), readSegment(body, "body").segment)),
    },
    {
      method: "POST",
      path: `${root}/drift`,
      handle: async ({ body }) =>
        okNumbers(await explain.drift(readExplainWish(body, "body"), readReference(body, "body").reference)),
    },
    {
      method: "GET",
      path: `${root}/request/{request}`,
      handle: async ({ params, body }) =>
        ok(await explain.request(params.request ?? "", Number(readWhich(body, "query").row ?? 0))),
    },
    {
      method: "GET",
      path: "/api/tidemark/v1/predictions/latest",
      async handle({ body }) {
        const { endpoint, limit } = readLatest(body, "query");
        const most = Math.min(mostLatest, Math.max(1, Number(limit ?? 50) || 50));
        return ok({ predictions: await explain.latest(endpoint, most) });
      },
    },
  ];
}
