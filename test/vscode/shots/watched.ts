import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { nothing } from "../../webview/deployment/scene";
import { createRandom } from "./seed";
import type { Served } from "./served";

const monitors = `
monitors:
  churn-data:
    data: data/today.csv
    reference: data/customers.csv
    every: 1h
    segment: region
    alert: {drifted: 4}
`;

const regions = ["north", "south", "west", "east"];
const payments = ["electronic check", "mailed check", "bank transfer", "credit card"];
const contracts = ["month-to-month", "one year", "two year"];
const windows = 24;

/** Tables of customers who change over a month, watched by a monitor. */
export async function watchTables(folder: string, door: Door): Promise<Served> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "customers.csv"), customers(4000, 0, 1));
  appendFileSync(join(folder, "tidemark.yaml"), monitors);
  for (let i = 0; i < windows; i++) {
    writeFileSync(join(data, "today.csv"), customers(1500, Math.max(0, i - 8) / (windows - 9), i + 2));
    await door.post("/api/tidemark/v1/monitors/churn-data/check", {}, nothing);
  }
  return { end: async () => undefined };
}

/** `far` from 0 to 1: how much has become of the change. */
function customers(count: number, far: number, seed: number): string {
  const random = createRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random());
  const pick = (values: readonly string[], weights: readonly number[]) => {
    let left = random() * weights.reduce((sum, each) => sum + each, 0);
    for (const [i, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return values[i] ?? "";
    }
    return values[0] ?? "";
  };
  const row = () => {
    const region = pick(regions, [4, 2, 3, 1]);
    const moved = far * (region === "north" ? 1.6 : region === "east" ? 0.3 : 0.9);
    const cells: Readonly<Record<string, number | string>> = {
      monthly_charges: 65 + 20 * gauss() + 14 * moved,
      payment_method: pick(payments, [4 + 7 * moved, 3, 3, 3]),
      tenure: Math.max(0, -26 * Math.log(random() + 1e-9) * (1 - 0.3 * moved)),
      support_calls_30d: random() < 0.04 * far ? "" : Math.max(0, 1 + gauss() + 0.6 * moved),
      total_charges: Math.max(20, 2200 + 1100 * gauss()),
      contract: pick(contracts, [5 + moved, 3, 2]),
      internet_service: pick(["fiber", "dsl", "no"], [5, 3, 2]),
      data_usage_gb: 40 + 15 * gauss() + 0.6 * far,
      age: 45 + 15 * gauss(),
      streaming_tv: pick(["yes", "no"], [5, 5]),
      num_products: Math.max(1, 2.2 + gauss()),
      has_partner: pick(["yes", "no"], [5, 5]),
      login_days_30d: Math.max(0, 15 + 6 * gauss()),
      region,
    };
    return cells;
  };
  const rows = Array.from({ length: count }, row);
  const lines = rows.map((cells) =>
    Object.values(cells).map((cell) => (typeof cell === "number" ? cell.toFixed(2) : cell)),
  );
  return [Object.keys(rows[0] ?? {}), ...lines].map((line) => line.join(",")).join("\n");
}
