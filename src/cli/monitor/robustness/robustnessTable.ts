import { formatEnglishCount } from "../../../shared/format";
import type { RobustnessDocument, RobustnessTest } from "../../../shared/robustness";
import type { Output } from "../../output";
import { writeTable } from "../../terminal/table";
import { figure, plainFigure } from "../figure";

export function printRobustness(out: Output, { tests, metric, rows, kind, skipped, seed }: RobustnessDocument): void {
  writeTable<RobustnessTest>(
    out,
    [
      { title: "CHANGE", text: (test) => test.kind },
      { title: "FEATURE", text: ({ feature }) => feature ?? "(all)" },
      { title: "STRENGTH", text: ({ strength }) => strength, yields: 1 },
      {
        title: kind === "regression" ? "MOVED" : "OTHER ANSWER",
        align: "right",
        text: ({ answers_changed }) => (answers_changed === null ? "–" : `${figure(100 * answers_changed)} %`),
        plain: ({ answers_changed }) => plainFigure(answers_changed),
      },
      {
        title: "MEAN CHANGE",
        align: "right",
        text: ({ mean_change }) => figure(mean_change),
        plain: ({ mean_change }) => plainFigure(mean_change),
      },
      ...(metric
        ? [
            {
              title: metric.name.toUpperCase(),
              align: "right" as const,
              text: ({ metric: after }: RobustnessTest) => figure(after),
              plain: ({ metric: after }: RobustnessTest) => plainFigure(after),
            },
            {
              title: "WORSE BY",
              align: "right" as const,
              text: ({ metric_drop }: RobustnessTest) => figure(metric_drop),
              plain: ({ metric_drop }: RobustnessTest) => plainFigure(metric_drop),
            },
          ]
        : []),
      { title: "", text: ({ why = "" }) => why, yields: 2 },
    ],
    tests,
  );
  const as = metric ? `; ${metric.name} ${figure(metric.value)} as they are` : "";
  out.note(`${formatEnglishCount(rows)} rows, seed ${seed}${as}`);
  for (const [what, why] of Object.entries(skipped)) out.note(`not tried, ${what}: ${why}`);
}
