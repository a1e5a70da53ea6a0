import type { Facts } from "../../shared/models";
import type { Kernel } from "../kernel/kernel";
import type { Actor, Audit } from "./audit";
import { versionKey } from "./store";
import type { VersionName, Versions } from "./versions";

/** That a version now also lies there in another form, and how near the two are. */
export function createConversionNotes({ store, events }: Kernel, versions: Versions, audit: Audit) {
  return {
    async note({ name, version }: VersionName, by: Actor, after: Facts): Promise<void> {
      versions.get(name, version);
      await store.commit([audit.entry(by, { act: "convert-version", model: name, version, after })]);
      events.emit({ kind: "model-version", id: versionKey(name, version), model: name });
    },
  };
}
