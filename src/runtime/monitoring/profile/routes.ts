import { readProfileRequest } from "../../../shared/profile";
import { ok, type Route } from "../../kernel/http/route";
import type { TableFile } from "../drift/driftWork";
import { inMonitorThread } from "../thread/inMonitorThread";

/** What a table holds, column by column. */
export function profileRoutes(open: (address: string) => Promise<TableFile>): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/profile",
      async handle({ body }) {
        const { data, columns } = readProfileRequest(body, "body");
        return ok(await inMonitorThread("profile", { data: await open(data), columns }));
      },
    },
  ];
}
