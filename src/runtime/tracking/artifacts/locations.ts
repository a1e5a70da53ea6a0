import { invalid, notFound } from "../../../shared/apiError";
import type { Kernel } from "../../kernel/kernel";
import type { Json } from "../../kernel/store/change";
import { placeOf } from "./artifactPath";

export interface Locations {
  locationOfRun(id: string): string;
  locationOfModel(id: string): string;
}

/** The artifact addresses that runs and logged models were given when they were made. */
export function createLocations({ store }: Pick<Kernel, "store">): Locations {
  return {
    locationOfRun(id) {
      const runs = store.table("runs");
      const ordinal = runs.ordinal(id);
      if (ordinal === undefined) return notFound(`Run '${id}'`);
      return runs.text("artifact_uri", ordinal) ?? notFound(`The artifact address of run '${id}'`);
    },
    locationOfModel(id) {
      const doc = store.docs<{ readonly [key: string]: Json | undefined }>("logged-models").get(id);
      const location = doc?.artifact_uri;
      return typeof location === "string" ? location : notFound(`Logged model '${id}'`);
    },
  };
}

/** Where the address points in our store. An address elsewhere is text to us: we neither read, write nor list there. */
export function ownPlace(location: string): string {
  return (
    placeOf(location) ?? invalid(`These artifacts are kept at '${location}', outside of this runtime: open them there`)
  );
}
