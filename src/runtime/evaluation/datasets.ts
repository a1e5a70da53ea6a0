import { createHash, randomUUID } from "node:crypto";
import { ApiError, invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import type { Tracking } from "../tracking/tracking";
import {
  type DatasetDoc,
  datasetsCollection,
  type RecordDoc,
  recordsCollection,
  type Texts,
  userTag,
} from "./datasetDoc";
import { schemaWith } from "./datasetSchema";
import { type DatasetQuery, searchDatasets } from "./datasetSearch";
import { inputsHash, mergeRecord, newRecord, readRecords, userOf } from "./records";

export interface NewDataset {
  readonly name: string;
  readonly tags: Texts;
  readonly experiments: readonly string[];
}

export interface RecordPage {
  readonly records: RecordDoc[];
  readonly next_page_token?: string;
}

export type Datasets = ReturnType<typeof createDatasets>;

/** Evaluation datasets and their records. */
export function createDatasets({ store, events, clock }: Kernel, tracking: Tracking) {
  const docs = () => store.docs<DatasetDoc>(datasetsCollection);
  const records = () => store.docs<RecordDoc>(recordsCollection);
  const get = (id: string): DatasetDoc => docs().get(id) ?? missing(id);
  const put = (doc: DatasetDoc): Op => ({ do: "put", in: datasetsCollection, key: doc.id, doc });
  const recordsOf = (id: string): RecordDoc[] => [...records().values()].filter(({ dataset }) => dataset === id);
  const exclusive = <T>(id: string, work: () => Promise<T>) => store.exclusive([`dataset:${id}`], work);
  const save = async (ops: readonly Op[], id: string) => {
    await store.commit(ops);
    events.emit({ kind: "evaluation-dataset", id });
  };
  const change = (id: string, make: (before: DatasetDoc) => DatasetDoc): Promise<DatasetDoc> =>
    exclusive(id, async () => {
      const after = make(get(id));
      await save([put(after)], id);
      return after;
    });

  return {
    get,
    search: (query: DatasetQuery) => searchDatasets(docs().values(), query),

    async create({ name, tags, experiments }: NewDataset): Promise<DatasetDoc> {
      if (name === "") invalid("name: must not be empty");
      const now = clock.now();
      const user = Object.hasOwn(tags, userTag) ? tags[userTag] : undefined;
      const doc: DatasetDoc = {
        id: `d-${randomUUID().replaceAll("-", "")}`,
        name,
        digest: digestOf(name, now),
        created: now,
        updated: now,
        tags,
        ...(user !== undefined && { created_by: user, updated_by: user }),
        experiments: [...new Set(experiments)],
      };
      await save([put(doc)], doc.id);
      return doc;
    },

    /** Its records go with it; one that is not there is already deleted. */
    delete: (id: string): Promise<void> =>
      exclusive(id, async () => {
        if (!docs().has(id)) return;
        const ops: Op[] = [{ do: "drop", in: datasetsCollection, key: id }];
        for (const [key, record] of records())
          if (record.dataset === id) ops.push({ do: "drop", in: recordsCollection, key });
        await save(ops, id);
      }),

    setTags: (id: string, tags: Texts): Promise<DatasetDoc> =>
      change(id, (before) => ({ ...before, tags: { ...before.tags, ...tags } })),

    async deleteTag(id: string, key: string): Promise<void> {
      if (!docs().has(id)) return;
      await change(id, (before) => ({
        ...before,
        tags: Object.fromEntries(Object.entries(before.tags).filter(([each]) => each !== key)),
      }));
    },

    addExperiments: (id: string, experiments: readonly string[]): Promise<DatasetDoc> => {
      get(id);
      for (const each of experiments)
        if (!tracking.experiments.find(each))
          throw new ApiError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${each}`);
      return change(id, (before) => ({
        ...before,
        experiments: [...new Set([...before.experiments, ...experiments])],
        updated: clock.now(),
      }));
    },

    removeExperiments: (id: string, experiments: readonly string[]): Promise<DatasetDoc> =>
      change(id, (before) => {
        const left = before.experiments.filter((each) => !experiments.includes(each));
        return left.length === before.experiments.length
          ? before
          : { ...before, experiments: left, updated: clock.now() };
      }),

    /** Adds records, or lays them over those that have the same inputs. All or none. */
    async upsert(id: string, text: string): Promise<{ inserted: number; updated: number }> {
      const inputs = readRecords(text);
      return exclusive(id, async () => {
        const dataset = get(id);
        const now = clock.now();
        const changed = new Map<string, RecordDoc>();
        let inserted = 0;
        for (const record of inputs) {
          const key = `${id}/${inputsHash(record)}`;
          const before = changed.get(key) ?? records().get(key);
          if (!before) inserted++;
          changed.set(key, before ? mergeRecord(before, record, now) : newRecord(id, record, now));
        }
        const ops = Array.from(changed, ([key, doc]): Op => ({ do: "put", in: recordsCollection, key, doc }));
        const user = inputs.map(userOf).findLast((each) => each !== undefined);
        const { updated_by: _, ...rest } = dataset;
        const count = recordsOf(id).length + inserted;
        const doc: DatasetDoc = {
          ...rest,
          digest: digestOf(dataset.name, now),
          updated: now,
          ...(inputs.length > 0 && { schema: schemaWith(dataset.schema, inputs) }),
          ...(count > 0 && { profile: profileOf(count) }),
          ...(user !== undefined && { updated_by: user }),
        };
        await save([...ops, put(doc)], id);
        return { inserted, updated: inputs.length - inserted };
      });
    },

    deleteRecords: (id: string, ids: readonly string[]): Promise<number> =>
      exclusive(id, async () => {
        const dataset = get(id);
        const wanted = new Set(ids);
        const ops: Op[] = [];
        for (const [key, record] of records())
          if (record.dataset === id && wanted.has(record.id)) ops.push({ do: "drop", in: recordsCollection, key });
        if (ops.length === 0) return 0;
        const left = recordsOf(id).length - ops.length;
        await save([...ops, put({ ...dataset, profile: left > 0 ? profileOf(left) : "null" })], id);
        return ops.length;
      }),

    /** In the order they came; the token names the last record of the page before. */
    records(id: string, size: number, token: string | undefined): RecordPage {
      get(id);
      const all = recordsOf(id);
      const start = token === undefined || token === "" ? 0 : afterToken(all, token);
      const page = all.slice(start, start + size);
      const last = page.at(-1);
      return start + size < all.length && last ? { records: page, next_page_token: tokenOf(last) } : { records: page };
    },

    /** What belonged only to purged experiments belongs to none; datasets themselves stay. */
    async purge(experiments: ReadonlySet<string>): Promise<void> {
      for (const doc of [...docs().values()])
        if (doc.experiments.some((each) => experiments.has(each)))
          await this.removeExperiments(doc.id, [...experiments]);
    },
  };
}

function digestOf(name: string, time: number): string {
  return createHash("sha256").update(`${name}:${time}`).digest("hex").slice(0, 8);
}

function profileOf(records: number): string {
  return `{"num_records": ${records}}`;
}

function tokenOf(record: RecordDoc): string {
  return Buffer.from(`${record.created}:${record.id}`).toString("base64");
}

function afterToken(all: readonly RecordDoc[], token: string): number {
  const [, created = "", id = ""] =
    /^(\d{1,16}):(dr-[0-9a-f]{32})$/.exec(Buffer.from(token, "base64").toString("utf8")) ?? [];
  if (id === "") return invalid("page_token: not one that was given out for records");
  const place = all.findIndex((record) => record.id === id);
  if (place >= 0) return place + 1;
  const next = all.findIndex((record) => record.created > Number(created)); // the record was deleted meanwhile
  return next < 0 ? all.length : next;
}

function missing(id: string): never {
  throw new ApiError("RESOURCE_DOES_NOT_EXIST", `Evaluation dataset with id '${id.slice(0, 300)}' not found`);
}
