// Pictures of the editor for a person to look at: `npm run screenshots [-- --readme] [SCENE…]`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { toAnimation } from "./shots/animation";
import { toPalette } from "./shots/palette";
import { type Scene, scenes } from "./shots/scenes";
import { clear, createProject, type Look, openStage, type Project, type Stage } from "./shots/stage";

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "out-screenshots" },
    look: { type: "string" },
    readme: { type: "boolean", default: false },
  },
});
/** What the README shows, in the reader's own theme. */
const ofReadme = {
  names: [
    "lenses",
    "run-table-live",
    "compare",
    "run",
    "model",
    "deployment",
    "deployment-file",
    "dvc-yaml",
    "pipeline",
    "data-diff",
    "drift",
    "explain",
  ],
  looks: ["dark", "light"],
};
const folder = resolve(flags.readme ? "media/screenshots" : flags.out);
const failures: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

function isWanted(name: string): boolean {
  if (flags.readme && !ofReadme.names.includes(name)) return false;
  return wanted.length === 0 || wanted.includes(name);
}

function isWantedIn(look: Look): boolean {
  if (flags.readme && !ofReadme.looks.includes(look)) return false;
  return flags.look === undefined || flags.look === look;
}

async function shoot(stage: Stage, name: string, look: Look): Promise<void> {
  const path = join(folder, `${name}-${look}.png`);
  try {
    await scenes[name]?.show(stage);
    if (name !== "runs-hover") await stage.page.mouse.move(700, 790);
    await stage.page.waitForTimeout(1000);
  } catch (error) {
    failures.push(`${name}-${look}: ${error instanceof Error ? error.message : String(error)}`);
  }
  writeFileSync(path, await picture(stage, scenes[name]?.frames ?? []));
  say(path);
}

async function picture(stage: Stage, frames: NonNullable<Scene["frames"]>): Promise<Buffer> {
  const still = await stage.page.screenshot();
  if (frames.length === 0) return flags.readme ? toPalette(still) : still;
  const pictures = [still];
  for (const play of frames) {
    await play(stage);
    pictures.push(await stage.page.screenshot());
  }
  return toAnimation(pictures, 700);
}

/** Opens a window, plays, closes it; what the window did wrong is a failure of the scene, not the end of all. */
async function inWindow(
  label: string,
  open: () => Promise<Stage>,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  let stage: Stage | undefined;
  try {
    stage = await open();
    await play(stage);
  } catch (error) {
    failures.push(`${label}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    await stage?.window.close();
  } catch (error) {
    failures.push(`${label}, at its end: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function shootTogether(project: Project, names: readonly string[]): Promise<void> {
  const looks = new Set(names.flatMap((name) => scenes[name]?.looks ?? []));
  for (const look of looks) {
    if (!isWantedIn(look)) continue;
    const here = names.filter((name) => scenes[name]?.looks.includes(look));
    await inWindow(
      look,
      () => openStage(project, look),
      async (stage) => {
        for (const name of here) {
          await clear(stage);
          await shoot(stage, name, look);
        }
      },
    );
  }
}

async function shootAlone(name: string): Promise<void> {
  const scene = scenes[name];
  for (const look of scene?.looks ?? []) {
    if (!isWantedIn(look)) continue;
    const project = await createProject(scene?.data ?? "none");
    await inWindow(
      `${name}-${look}`,
      () => openStage(project, look, scene?.alone),
      (stage) => shoot(stage, name, look),
    );
    await project.end();
  }
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (flags.look !== undefined && !Object.values(scenes).some(({ looks }) => looks.some((look) => look === flags.look)))
    throw new Error(
      `--look ${flags.look}: one of ${[...new Set(Object.values(scenes).flatMap(({ looks }) => looks))].join(", ")}`,
    );
  const names = Object.keys(scenes).filter(isWanted);
  for (const name of wanted)
    if (!(name in scenes)) throw new Error(`${name}: one of ${Object.keys(scenes).join(", ")}`);
  for (const name of names.filter((each) => scenes[each]?.alone)) await shootAlone(name);
  for (const data of [
    "none",
    "demo",
    "thousands",
    "served",
    "states",
    "dvc",
    "manyFiles",
    "monorepo",
    "watched",
  ] as const) {
    const together = names.filter((each) => !scenes[each]?.alone && scenes[each]?.data === data);
    if (together.length === 0) continue;
    const project = await createProject(data);
    try {
      await shootTogether(project, together);
    } finally {
      await project.end();
    }
  }
  for (const failure of failures) say(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
