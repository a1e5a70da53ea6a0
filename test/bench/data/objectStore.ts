import { join } from "node:path";
import { startStore } from "../../interop/s3Store";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import { putAway } from "./attic";
import { type BareS3, createBareS3 } from "./bareS3";
import { type Contender, dataContenders } from "./contenders";
import { alternate, type Bench } from "./local";
import { makeFiles, makeProject } from "./projects";

/** As many requests at once as `data push` and `data pull` send. */
const atOnce = 16;
const bytes = 4096;

/** Push and pull through S3's protocol on loopback, less what the endpoint itself takes for as many requests. */
export async function measureObjectStore(bench: Bench, count: number): Promise<void> {
  const { machine } = bench;
  const store = await startStore(machine.python);
  const { AWS_ACCESS_KEY_ID: id = "", AWS_SECRET_ACCESS_KEY: secret = "" } = machine.env;
  const bare = createBareS3(store.inner, { id, secret }, atOnce);
  try {
    const roots = { tidemark: makeProject(machine, "s3-tidemark"), dvc: makeProject(machine, "s3-dvc") };
    for (const contender of dataContenders(machine)) {
      const root = roots[contender.name];
      makeFiles(join(root, "data"), count, bytes);
      await contender.run(root, "add", "data");
      await contender.run(root, "remote", "add", "-d", "store", "s3://bench");
      await contender.run(root, "remote", "modify", "store", "endpointurl", store.inner);
    }
    const put: number[] = [];
    const got: number[] = [];
    // a bucket for each push: to list one takes the endpoint as long as it is full
    const pushed = await alternate(bench, `push ${count} files to S3`, async (contender, round) => ({
      prepare: async () => {
        const isFirst = contender.name === "tidemark";
        if (isFirst) await measureAlone(bare, `alone-${round}`, count, put, got);
        await useBucket(bare, contender, roots[contender.name], `${contender.name}-${round}`);
      },
      cwd: roots[contender.name],
      words: ["push"],
    }));
    const pulled = await alternate(bench, `pull ${count} files from S3`, async ({ name }, round) => ({
      prepare: async () => {
        if (name === "tidemark") await measureAlone(bare, `alone-again-${round}`, count, put, got);
        putAway(machine, roots[name], "data", ".dvc/cache");
      },
      cwd: roots[name],
      words: ["pull"],
    }));
    for (const [what, alone, [ours, dvc]] of [
      ["push", put, pushed],
      ["pull", got, pulled],
    ] as const) {
      bench.note(`S3 endpoint alone, ${what}: ${alone.map((each) => each.toFixed(2)).join(", ")} s`);
      const own = median(alone);
      const left = (seconds = 0) => Math.max(0.001, seconds - own);
      const label = `${what} ${count.toLocaleString("en")} files, S3 on loopback, beyond the endpoint's ${own.toFixed(2)} s`;
      bench.add(less(label, "s", left(ours?.seconds), left(dvc?.seconds), { times: 5 }));
    }
  } finally {
    bare.close();
    await store.stop();
  }
}

/** As many requests on small objects, from a client that does nothing else. */
async function measureAlone(bare: BareS3, bucket: string, count: number, put: number[], got: number[]): Promise<void> {
  await bare.all("PUT", [`/${bucket}`]);
  const paths = Array.from({ length: count }, (_, i) => `/${bucket}/files/md5/${i}`);
  put.push(await bare.all("PUT", paths, Buffer.alloc(bytes, 7)));
  got.push(await bare.all("GET", paths));
}

async function useBucket(bare: BareS3, contender: Contender, root: string, bucket: string): Promise<void> {
  await bare.all("PUT", [`/${bucket}`]);
  await contender.run(root, "remote", "modify", "store", "url", `s3://${bucket}`);
}
