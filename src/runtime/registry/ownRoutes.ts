import { invalid } from "../../shared/apiError";
import { boolean, integer, object, optional, string } from "../../shared/readers";
import { ok, okNumbers, type Request, type Route } from "../kernel/http/route";
import { actorOf } from "./audit";
import { checkStage, checkVersion, required } from "./checks";
import type { Registry } from "./registry";
import type { VersionName } from "./versions";

const root = "/api/tidemark/v1";
const version = `${root}/models/{name}/versions/{version}`;

const readAudit = object({
  model: optional(string),
  limit: optional(integer, 200),
  page_token: optional(string),
});
const readComment = object({ comment: optional(string, "") });
const readPromotion = object({
  stage: required,
  alias: optional(string),
  comment: optional(string, ""),
  force: optional(boolean, false),
});

/** Models for our own windows and commands: what is known of them, what is said of them, where they go. */
export function ownRoutes({ summaries, audit, approvals, moves }: Registry): Route[] {
  const say = (word: "approve" | "reject"): Route => ({
    method: "POST",
    path: `${version}/${word}`,
    async handle(request) {
      const { comment } = readComment(request.body, "");
      const verdict = word === "approve" ? "approved" : "rejected";
      return ok({ approval: await approvals.say(nameIn(request), { verdict, comment }, actorOf(request)) });
    },
  });
  return [
    { method: "GET", path: `${root}/models`, handle: () => ok({ models: summaries.all() }) },
    {
      method: "GET",
      path: `${root}/models/{name}`,
      handle: async ({ params }) => okNumbers(await summaries.of(params.name ?? "")),
    },
    say("approve"),
    say("reject"),
    {
      method: "POST",
      path: `${version}/promote`,
      async handle(request) {
        const { stage, ...asked } = readPromotion(request.body, "");
        return ok(await moves.promote(nameIn(request), { ...asked, stage: checkStage(stage) }, actorOf(request)));
      },
    },
    {
      method: "POST",
      path: `${root}/models/{name}/rollback`,
      async handle(request) {
        const { comment } = readComment(request.body, "");
        return ok(await moves.rollBack(request.params.name ?? "", comment, actorOf(request)));
      },
    },
    {
      method: "GET",
      path: `${root}/registry/audit`,
      handle({ body }) {
        const { model, limit, page_token } = readAudit(body, "");
        if (limit < 1 || limit > 10_000) invalid("limit: expected 1 to 10000");
        return ok(audit.list({ model, limit, pageToken: page_token }));
      },
    },
  ];
}

function nameIn({ params }: Request): VersionName {
  return { name: params.name ?? "", version: checkVersion(params.version ?? "") };
}
