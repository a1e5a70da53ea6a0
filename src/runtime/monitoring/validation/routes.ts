import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { invalid } from "../../../shared/apiError";
import { object, optional, string } from "../../../shared/readers";
import { okNumbers, type Route } from "../../kernel/http/route";
import type { OpenFile } from "../quality/routes";
import { inMonitorThread } from "../work/inMonitorThread";
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
  const path = resolve(workspace, suite);
  const isInside =
    isBelow(workspace, path) && (!existsSync(path) || isBelow(realpathSync(workspace), realpathSync(path)));
  return isInside ? { name: suite, path } : invalid(`body.suite: ${suite}: outside of the workspace`);
}

function isBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return !below.startsWith("..") && !isAbsolute(below);
}
