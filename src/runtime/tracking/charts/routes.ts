import { invalid } from "../../../shared/apiError";
import { type ChartAxis, type ChartsQuery, leastPoints, mostPoints, mostSeries } from "../../../shared/charts";
import { integer, list, number, object, optional, type Reader, string } from "../../../shared/readers";
import { packedHeaders, type Route } from "../../kernel/http/route";
import type { Charts } from "./charts";

const readAxis: Reader<ChartAxis> = (value, at) => {
  const axis = string(value, at);
  if (axis === "step" || axis === "time" || axis === "relative") return axis;
  if (axis.startsWith("metric:")) return axis as ChartAxis;
  return invalid(`${at}: expected step, time, relative or metric:<key>`);
};

const readQuery = object<ChartsQuery>({
  series: list(object<{ run: string; metric: string }>({ run: string, metric: string })),
  axis: optional(readAxis, "step"),
  from: optional(number) as Reader<number>,
  to: optional(number) as Reader<number>,
  points: optional(integer, 1000),
  smooth: optional(number) as Reader<number>,
  clip: optional(number) as Reader<number>,
});

/** Series for charts, packed. */
export function chartRoutes(charts: Charts): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/charts",
      async handle({ body }) {
        const query = readQuery(body, "");
        check(query);
        return { status: 200, headers: packedHeaders, body: await charts.charts(query) };
      },
    },
  ];
}

function check({ series, points, smooth = 0, clip = 0 }: ChartsQuery): void {
  if (series.length > mostSeries) invalid(`series: at most ${mostSeries} at once`);
  if (points < leastPoints || points > mostPoints) invalid(`points: expected ${leastPoints} to ${mostPoints}`);
  if (!(smooth >= 0 && smooth <= 0.999)) invalid("smooth: expected 0 to 0.999");
  if (!(clip >= 0 && clip < 0.5)) invalid("clip: expected 0 to less than 0.5");
}
