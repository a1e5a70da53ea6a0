import { join } from "node:path";
import type { CheckoutResult } from "../../data/data";
import { openData } from "../../data/data";
import { type Applied, applyExperiment } from "./applyExperiment";
import { openExperiments } from "./openExperiments";
import { placedOuts } from "./placedOuts";

/** Brings files and data of an experiment into the workspace. Data that no cache has stay unless `force`. */
export async function applyWithData(
  folder: string,
  name: string,
  options: { readonly refuse: boolean; readonly force: boolean },
): Promise<{ readonly applied: Applied; readonly data: CheckoutResult }> {
  const room = openExperiments(folder);
  const data = openData(folder);
  try {
    return await data.locked(async () => {
      const applied = await applyExperiment(room.git, name, {
        folder: join(room.ownFolder, "new"),
        refuse: options.refuse,
      });
      const outs = await placedOuts(room.root);
      return { applied, data: await data.checkout(outs, { force: options.force }) };
    });
  } finally {
    await data.close();
  }
}
