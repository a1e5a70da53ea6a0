import { more } from "../tracking/table";
import { type Bench, noteRounds } from "./bench";
import { bare, type Contender, ourselves } from "./contenders";
import { alternate, type Figures, type Side } from "./rounds";
import { type Server, startServer } from "./servers";

/** What checking, counting, logging and routing cost, against the bare path; then with every prediction kept as well. */
export async function measureCost(bench: Bench): Promise<void> {
  const { place, seconds, rounds, add } = bench;
  const all: Contender[] = [
    ourselves(place),
    bare(place),
    { ...ourselves(place, ["--log-predictions", "100"]), name: "tidemark serve --log-predictions 100" },
  ];
  const running: Server[] = [];
  try {
    for (const contender of all) running.push(await startServer(contender));
    for (const connections of [1, 16, 64]) {
      const sides = all.map(
        ({ name, one }, i): Side => ({
          name,
          server: running[i] as Server,
          requests: place.rows.rows.slice(0, 64).map(one),
        }),
      );
      const figures = await alternate(sides, { connections, seconds, rounds }, place.scratch);
      const [own, least, keeping] = figures as [Figures, Figures, Figures];
      const where = `${connections} connection${connections === 1 ? "" : "s"}`;
      add(more(`of the bare path's requests, ${where}`, "/s", own.perSecond, least.perSecond, { times: 0.75 }));
      add(more(`the same with every prediction kept, ${where}`, "/s", keeping.perSecond, least.perSecond, {}));
      add(more(`processor time of the bare path for ours, ${where}`, "×", least.cpu / own.cpu, undefined, {}));
      noteRounds(bench, `cost, ${where}`, sides, figures);
    }
  } finally {
    for (const server of running) await server.stop();
  }
}
