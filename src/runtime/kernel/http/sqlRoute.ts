import { integer, object, optional, string } from "../../../shared/readers";
import type { Kernel } from "../kernel";
import { ok, type Route } from "./route";

interface Asked {
  readonly query: string;
  readonly limit: number | undefined;
}

const readAsked = object<Asked>({ query: string, limit: optional(integer) });

/** Read-only questions about the relational image. */
export function sqlRoute({ store }: Kernel): Route {
  return {
    method: "POST",
    path: "/api/tidemark/v1/sql",
    async handle({ body }) {
      const { query, limit } = readAsked(body, "body");
      return ok(await store.sql(query, limit));
    },
  };
}
