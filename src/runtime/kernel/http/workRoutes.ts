import { createChangeFeed } from "../changeFeed";
import type { Kernel } from "../kernel";
import { ok, type Route } from "./route";

/** What goes on: changes as they come, and jobs. */
export function workRoutes({ events, jobs }: Kernel): Route[] {
  return [
    {
      method: "GET",
      path: "/api/tidemark/v1/events",
      handle: () => ({
        status: 200,
        headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform" },
        body: createChangeFeed(events),
      }),
    },
    { method: "GET", path: "/api/tidemark/v1/jobs", handle: () => ok({ jobs: jobs.list() }) },
    { method: "GET", path: "/api/tidemark/v1/jobs/{id}", handle: ({ params }) => ok(jobs.get(params.id ?? "")) },
    {
      method: "POST",
      path: "/api/tidemark/v1/jobs/{id}/cancel",
      handle: ({ params }) => ok(jobs.cancel(params.id ?? "")),
    },
  ];
}
