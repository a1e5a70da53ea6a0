import { boolean, integer, object, optional, string } from "../../shared/readers";
import { ok, okNumbers, type Request, type Route } from "../kernel/http/route";
import { actorOf } from "../registry/registry";
import type { Rollouts } from "./rollouts";

const root = "/api/tidemark/v1/deployments";

const readApply = object({
  text: string,
  file: string,
  host: optional(string),
  port: optional(integer),
  apiKey: optional(string),
});
const readPromote = object({ variant: optional(string), full: optional(boolean, false) });
const readRollback = object({ why: optional(string) });
const readReport = object({ metric: optional(string), covariate: optional(string) });

/** Deployments for our own windows and commands. */
export function rolloutRoutes(rollouts: Rollouts): Route[] {
  const one = `${root}/{name}`;
  return [
    { method: "GET", path: root, handle: async () => okNumbers({ deployments: await rollouts.statuses() }) },
    {
      method: "POST",
      path: root,
      async handle(request) {
        return okNumbers(await rollouts.apply({ ...readApply(request.body, ""), by: actorOf(request).name }));
      },
    },
    { method: "GET", path: one, handle: async (request) => okNumbers(await rollouts.status(nameIn(request))) },
    {
      method: "DELETE",
      path: one,
      async handle(request) {
        await rollouts.remove(nameIn(request));
        return ok({});
      },
    },
    {
      method: "GET",
      path: `${one}/file`,
      handle: (request) => ok(rollouts.file(nameIn(request))),
    },
    {
      method: "GET",
      path: `${one}/history`,
      handle: async (request) => ok({ history: await rollouts.history(nameIn(request)) }),
    },
    {
      method: "GET",
      path: `${one}/report`,
      handle: async (request) => okNumbers(await rollouts.report(nameIn(request), readReport(request.body, ""))),
    },
    {
      method: "POST",
      path: `${one}/promote`,
      async handle(request) {
        const asked = readPromote(request.body, "");
        return okNumbers(await rollouts.promote(nameIn(request), actorOf(request).name, asked));
      },
    },
    {
      method: "POST",
      path: `${one}/pause`,
      handle: async (request) => okNumbers(await rollouts.pause(nameIn(request), actorOf(request).name)),
    },
    {
      method: "POST",
      path: `${one}/rollback`,
      async handle(request) {
        const { why } = readRollback(request.body, "");
        return okNumbers(await rollouts.rollBack(nameIn(request), actorOf(request).name, why));
      },
    },
  ];
}

function nameIn({ params }: Request): string {
  return params.name ?? "";
}
