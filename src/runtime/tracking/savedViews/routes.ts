import { readViewBody } from "../../../shared/savedViews";
import { ok, type Route } from "../../kernel/http/route";
import type { ViewFile } from "./savedViews";

const root = "/api/tidemark/v1/views";

export function savedViewRoutes(file: ViewFile): Route[] {
  return [
    { method: "GET", path: root, handle: async () => ok(await file.all()) },
    {
      method: "PUT",
      path: `${root}/{name}`,
      async handle({ params, body }) {
        await file.put(params.name ?? "", readViewBody(body, ""));
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: `${root}/{name}`,
      async handle({ params }) {
        await file.remove(params.name ?? "");
        return ok({});
      },
    },
  ];
}
