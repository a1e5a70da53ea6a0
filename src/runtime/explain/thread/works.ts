import { findRequest } from "../log/findRequest";
import { lastRows } from "../log/lastRows";
import { cohortsWork, driftWork, interactionsWork } from "./moreWorks";
import { pageWork } from "./pageWork";
import { rowWork } from "./rowWork";

/** What the thread of explanations can do. Tasks and answers are data that a message can carry. */
export const explainWorks = {
  page: pageWork,
  interactions: interactionsWork,
  cohorts: cohortsWork,
  drift: driftWork,
  row: rowWork,
  find: async ({ root, request, which }: { readonly root: string; readonly request: string; readonly which: number }) =>
    findRequest(root, request, which),
  latest: async (span: Parameters<typeof lastRows>[0]) =>
    lastRows(span, (_, { code }) => code < 400).rows.map(({ head, row }) => ({ head, row })),
};

export type ExplainWorks = typeof explainWorks;
export type ExplainKind = keyof ExplainWorks;
export type TaskOf<K extends ExplainKind> = Parameters<ExplainWorks[K]>[0];
export type AnswerOf<K extends ExplainKind> = Awaited<ReturnType<ExplainWorks[K]>>;
