import { ok, okNumbers, type Request, type Route } from "../kernel/http/route";
import type { Monitoring } from "./monitoring";

const root = "/api/tidemark/v1/monitors";
const alerts = "/api/tidemark/v1/alerts";

/** Monitors for our own windows and commands. */
export function monitorRoutes(monitoring: Monitoring): Route[] {
  return [
    { method: "GET", path: root, handle: () => okNumbers(monitoring.list()) },
    {
      method: "GET",
      path: `${root}/{name}`,
      handle: async (request) =>
        okNumbers(await monitoring.document(nameIn(request), request.query.get("window") ?? undefined)),
    },
    {
      method: "POST",
      path: `${root}/{name}/check`,
      handle: async (request) => okNumbers({ window: await monitoring.check(nameIn(request)) }),
    },
    {
      method: "GET",
      path: alerts,
      handle: ({ query }) => ok({ alerts: monitoring.alerts(query.get("monitor") ?? undefined) }),
    },
    {
      method: "POST",
      path: `${alerts}/{id}/acknowledge`,
      handle: async ({ params }) => ok({ alert: await monitoring.acknowledge(params.id ?? "") }),
    },
  ];
}

function nameIn({ params }: Request): string {
  return params.name ?? "";
}
