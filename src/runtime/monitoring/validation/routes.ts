import { invalid } from "../../../shared/apiError";
import { object, optional, string } from "../../../shared/readers";
import { okNumbers, type Route } from "../../kernel/http/route";
import { getInside } from "../../kernel/insideRoot";
import type { OpenFile } from "../quality/routes";
import { inMonitorThread } from "../thread/inMonitorThread";
import type { SuiteSource } from "./openSuite";

interface Body {
  readonly data: string;
  readonly suite?: unknown;
  readonly propose?: unknown;
}

const readBody = object<Body>({
  data: string,
  suite: optional((value: unknown) => value),
  propose: optional((value: unknown) => value),
});

/** Whether a table is as a suite says: `suite` is a path in the workspace, or a suite itself. With `propose` a suite is made of the table. */
export function validationRoutes(workspace: string, open: OpenFile): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/validate",
      async handle({ body }) {
        const { data, suite, propose } = readBody(body, "body");
        if (propose !== true && suite === undefined) return invalid("body.suite: missing");
        const { done, ...table } = await open(data);
        try {
          if (propose === true) return okNumbers(await inMonitorThread("propose", { data: table }));
          return okNumbers(await inMonitorThread("validate", { suite: sourceOf(workspace, suite), data: table }));
        } finally {
          done?.();
        }
      },
    },
  ];
}

function sourceOf(workspace: string, suite: unknown): SuiteSource {
  if (typeof suite !== "string") return { name: "body.suite", document: suite };
  return { name: suite, path: getInside(workspace, suite, `body.suite: ${suite}`) };
}
