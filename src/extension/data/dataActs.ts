import { join, posix, relative, sep } from "node:path";
import * as vscode from "vscode";
import type { GcScope } from "../../shared/data";
import { formatCount } from "../../shared/format";
import { chooseFolder } from "../commands/chooseFolder";
import { askInSteps } from "../pick/steps";
import type { ActTools } from "./acts";
import { chooseProject, pathsIn, pickTracked, urisIn } from "./chosen";
import type { DvcProject } from "./dvcProjects";
import { runAct } from "./runAct";

/** The acts on data. Each asks for what it needs, and for leave where something could be lost. */
export function createDataActs(tools: ActTools) {
  const { projects, states, runtimes } = tools;
  const { t } = vscode.l10n;
  const done = (project: DvcProject) => states.look(project);
  const inProject = (title: string, args: readonly unknown[]) => chooseProject(title, projects, states, args);

  /** With what was given, or everything of a project. */
  const transfer = async (act: "push" | "pull" | "fetch", title: string, args: readonly unknown[]) => {
    const given = pathsIn(args, projects);
    const project = given?.project ?? (await inProject(title, args));
    if (project === undefined) return;
    await ensureRemote(tools, project);
    try {
      await runAct(project, title, { act, targets: given?.paths ?? [] });
    } finally {
      await done(project);
    }
  };

  return {
    async init(): Promise<void> {
      const runtime = await chooseFolder(runtimes);
      if (runtime === undefined) return;
      await runAct({ runtime, path: ".", root: runtime.path }, t("Initializing DVC"), { act: "init" });
      await projects.look();
    },

    async add(...args: unknown[]): Promise<void> {
      const title = t("Track with DVC");
      const uris = urisIn(args);
      const given = pathsIn(args, projects) ?? (await askFiles(tools, uris));
      if (given === undefined || given.paths.length === 0) return;
      await runAct(given.project, title, { act: "add", targets: given.paths });
      await done(given.project);
    },

    /** What lies there becomes the version that is written down. */
    async commit(...args: unknown[]): Promise<void> {
      const title = t("Add changes to DVC");
      const given = pathsIn(args, projects);
      const project = given?.project ?? (await inProject(title, args));
      if (project === undefined) return;
      const paths = given?.paths.length
        ? given.paths
        : (await pickTracked(title, states, project, ({ state }) => state === "modified" || state === "added"))?.map(
            ({ path }) => path,
          );
      if (paths === undefined || paths.length === 0) return;
      await runAct(project, title, { act: "commit", targets: paths, force: true });
      await done(project);
    },

    async checkout(...args: unknown[]): Promise<void> {
      const title = t("Checking out data");
      const given = pathsIn(args, projects);
      const project = given?.project ?? (await inProject(title, args));
      if (project === undefined) return;
      const targets = given?.paths ?? [];
      const all = states.of(project).data?.tracked ?? [];
      const lost = all.filter(
        ({ path, state }) =>
          (targets.length === 0 || targets.includes(path)) && (state === "modified" || state === "added"),
      );
      const force = lost.length > 0;
      if (force && !(await mayLose(lost.map(({ path }) => path)))) return;
      try {
        await runAct(project, title, { act: "checkout", targets, force });
      } finally {
        await done(project);
      }
    },

    push: (...args: unknown[]) => transfer("push", t("Pushing data"), args),
    pull: (...args: unknown[]) => transfer("pull", t("Pulling data"), args),
    fetch: (...args: unknown[]) => transfer("fetch", t("Fetching data"), args),

    /** Looks anew, and asks the remotes too where somebody wants to know. */
    async refresh(): Promise<void> {
      await projects.look();
      await vscode.window.withProgress({ location: { viewId: "tidemark.data" } }, () =>
        Promise.all(states.seen().map(({ project }) => states.look(project))),
      );
    },

    async compareRemote(...args: unknown[]): Promise<void> {
      const project = await inProject(t("Compare with remote"), args);
      if (project === undefined) return;
      await ensureRemote(tools, project);
      await vscode.window.withProgress({ location: { viewId: "tidemark.data" } }, () =>
        states.look(project, { remote: true }),
      );
    },

    async collectGarbage(...args: unknown[]): Promise<void> {
      const title = t("Collect garbage of data");
      const project = await inProject(title, args);
      if (project === undefined) return;
      const items: (vscode.QuickPickItem & { scope: GcScope })[] = [
        { scope: "all-commits", label: t("Keep what any commit uses") },
        { scope: "all-branches", label: t("Keep what branches use") },
        { scope: "all-tags", label: t("Keep what tags use") },
        { scope: "workspace", label: t("Keep only what is used now") },
      ];
      const answer = await askInSteps<{ scope: GcScope }>(title, [
        { ask: async (_, form) => ({ scope: (await form.pick({ items, placeholder: t("What is kept?") })).scope }) },
      ]);
      if (answer === undefined) return;
      const plan = await runAct(project, title, { act: "gc", scope: answer.scope, dry: true });
      if (plan === undefined) return;
      const remove = t("Delete for Good");
      const question = t("Delete what nothing uses from the cache of {0} for good?", project.root);
      const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail: plan.message }, remove);
      if (chosen === remove) await runAct(project, title, { act: "gc", scope: answer.scope, force: true });
      await done(project);
    },

    async importUrl(...args: unknown[]): Promise<void> {
      const title = t("Import data from a URL");
      const [uri] = urisIn(args);
      const project = await inProject(title, args);
      if (project === undefined) return;
      const folder = uri ? relative(project.root, uri.fsPath).split(sep).join("/") : "";
      const answer = await askInSteps<{ url: string; to: string }>(title, [
        {
          ask: async (_, form) => ({
            url: await form.input({
              prompt: t("Where from?"),
              placeholder: "https://…, s3://bucket/path, /folder/file",
              validate: (value) => (value.trim() === "" ? t("Say where the data are.") : undefined),
            }),
          }),
        },
        {
          ask: async ({ url = "" }, form) => ({
            to: await form.input({
              prompt: t("Where to, from the project's folder?"),
              value: posix.join(folder, url.split("/").filter(Boolean).at(-1) ?? "data"),
            }),
          }),
        },
      ]);
      if (answer === undefined) return;
      await runAct(project, title, { act: "import-url", url: answer.url, to: answer.to });
      await done(project);
    },

    async unprotect(...args: unknown[]): Promise<void> {
      await onTracked(tools, t("Unprotect data"), args, "unprotect");
    },

    async remove(...args: unknown[]): Promise<void> {
      const title = t("Stop tracking data");
      const found = await trackedTargets(tools, title, args);
      if (found === undefined) return;
      const act = t("Stop Tracking");
      const names = found.paths.join(", ");
      const detail = t("The files stay where they are; their .dvc files go.");
      const chosen = await vscode.window.showWarningMessage(
        t("Stop tracking {0}?", names),
        { modal: true, detail },
        act,
      );
      if (chosen !== act) return;
      const files = found.paths.map(
        (path) => states.of(found.project).data?.tracked.find((each) => each.path === path)?.file ?? `${path}.dvc`,
      );
      await runAct(found.project, title, { act: "remove", targets: files });
      await done(found.project);
    },

    async move(...args: unknown[]): Promise<void> {
      const title = t("Move data");
      const found = await trackedTargets(tools, title, args);
      const [path] = found?.paths ?? [];
      if (found === undefined || path === undefined) return;
      const answer = await askInSteps<{ to: string }>(title, [
        {
          ask: async (_, form) => ({
            to: await form.input({
              prompt: t("Where to, from the project's folder?"),
              value: path,
              validate: (value) => (value.trim() === "" || value === path ? t("Give another path.") : undefined),
            }),
          }),
        },
      ]);
      if (answer === undefined) return;
      await runAct(found.project, title, { act: "move", targets: [path], to: answer.to });
      await done(found.project);
    },

    /** The .dvc file or dvc.yaml that names it, at its line. */
    async openFile(...args: unknown[]): Promise<void> {
      const given = pathsIn(args, projects);
      const [path] = given?.paths ?? [];
      if (given === undefined || path === undefined) return;
      const tracked = states.of(given.project).data?.tracked.find((each) => each.path === path);
      if (tracked) await openAt(join(given.project.root, tracked.file), tracked.line);
    },
  };
}

export async function openAt(path: string, line = 1): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
}

/** Without a remote there is nowhere to push to: the one way on is to add one. */
async function ensureRemote({ states, acts }: ActTools, project: DvcProject): Promise<void> {
  if (states.of(project).data === undefined) await states.look(project);
  const { data } = states.of(project);
  if (data === undefined || data.remotes.length > 0) return;
  const add = vscode.l10n.t("Add Remote");
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t("{0} has no remote yet.", project.path === "." ? project.runtime.folder.name : project.path),
    add,
  );
  if (chosen === add) await acts().addRemote(project);
}

async function mayLose(paths: readonly string[]): Promise<boolean> {
  const { t } = vscode.l10n;
  const act = t("Discard Changes");
  const question =
    paths.length === 1
      ? t("Discard the changes to {0}?", paths[0] ?? "")
      : t("Discard the changes to {0} files and folders?", formatCount(paths.length));
  const detail = t("What is not in the cache is lost. {0}", paths.slice(0, 10).join(", "));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, act)) === act;
}

async function askFiles(
  { projects, states }: ActTools,
  given: readonly vscode.Uri[],
): Promise<{ project: DvcProject; paths: string[] } | undefined> {
  const title = vscode.l10n.t("Track with DVC");
  const [outside] = given;
  if (outside) throw new Error(vscode.l10n.t("{0} lies in no project of DVC.", outside.fsPath));
  const project = await chooseProject(title, projects, states);
  if (project === undefined) return undefined;
  const uris = await vscode.window.showOpenDialog({
    title,
    defaultUri: vscode.Uri.file(project.root),
    canSelectFolders: true,
    canSelectMany: true,
    openLabel: vscode.l10n.t("Track"),
  });
  if (uris === undefined) return undefined;
  return { project, paths: uris.map(({ fsPath }) => relative(project.root, fsPath).split(sep).join("/")) };
}

async function trackedTargets(tools: ActTools, title: string, args: readonly unknown[]) {
  const { projects, states } = tools;
  const given = pathsIn(args, projects);
  if (given && given.paths.length > 0) {
    // a .dvc file of the Explorer stands for what it tracks
    const all = states.of(given.project).data?.tracked ?? [];
    const paths = given.paths.map((path) => all.find(({ file }) => file === path)?.path ?? path);
    return { project: given.project, paths };
  }
  const project = given?.project ?? (await chooseProject(title, projects, states, args));
  if (project === undefined) return undefined;
  const picked = await pickTracked(title, states, project, ({ stage }) => stage === undefined);
  return picked && { project, paths: picked.map(({ path }) => path) };
}

async function onTracked(tools: ActTools, title: string, args: readonly unknown[], act: "unprotect"): Promise<void> {
  const found = await trackedTargets(tools, title, args);
  if (found === undefined || found.paths.length === 0) return;
  await runAct(found.project, title, { act, targets: found.paths });
  await tools.states.look(found.project);
}
