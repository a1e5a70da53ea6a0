import { list, number, object, optional, string } from "../../../shared/readers";
import { okNumbers, type Route } from "../../kernel/http/route";
import type { OpenFile } from "../quality/routes";
import { inMonitorThread } from "../thread/inMonitorThread";
import { readDriftWish } from "./driftWish";

const readBody = object({
  reference: string,
  current: string,
  columns: optional(list(string)),
  method: optional(string),
  num_method: optional(string),
  cat_method: optional(string),
  text_method: optional(string),
  threshold: optional(number),
  drift_share: optional(number),
  segment: optional(string),
  target: optional(string),
  prediction: optional(string),
  embeddings: optional(list(string)),
});

/** Two tables, by their addresses, held against each other: a DriftDocument. */
export function driftRoutes(open: OpenFile): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/drift",
      async handle({ body }) {
        const asked = readBody(body, "body");
        const wish = readDriftWish(
          {
            ...asked,
            "num-method": asked.num_method,
            "cat-method": asked.cat_method,
            "text-method": asked.text_method,
            "drift-share": asked.drift_share,
          },
          (name) => `body.${name.replace("-", "_")}`,
        );
        const { done: keepNoReference, ...reference } = await open(asked.reference);
        try {
          const { done: keepNoCurrent, ...current } = await open(asked.current);
          try {
            const task = { reference, current, wish: { ...wish, isDrawn: true } };
            return okNumbers(await inMonitorThread("drift", task));
          } finally {
            keepNoCurrent?.();
          }
        } finally {
          keepNoReference?.();
        }
      },
    },
  ];
}
