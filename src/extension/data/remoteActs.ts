import * as vscode from "vscode";
import type { RemoteSummary } from "../../shared/data";
import { askInSteps } from "../pick/steps";
import type { ActTools } from "./acts";
import { chooseProject } from "./chosen";
import type { DvcProject } from "./dvcProjects";
import { runAct } from "./runAct";

/** What only the machine's own config.local may hold, which git does not see. */
const secrets = ["access_key_id", "secret_access_key", "session_token", "password", "sse_customer_key"];
const settings = ["url", "region", "endpointurl", "profile", "credentialpath", "version_aware", "jobs", "user", "port"];

interface NewRemote {
  readonly url: string;
  readonly name: string;
}

/** Where data are pushed to. Secrets are asked for without being shown, and are kept out of git. */
export function createRemoteActs({ projects, states }: ActTools) {
  const { t } = vscode.l10n;

  async function addRemote(...args: unknown[]): Promise<void> {
    const title = t("Add remote");
    const [first] = args;
    const project = isProject(first) ? first : await chooseProject(title, projects, states, args);
    if (project === undefined) return;
    const known = states.of(project).data?.remotes ?? [];
    const answer = await askInSteps<NewRemote>(title, [
      {
        ask: async (_, form) => ({
          url: await form.input({
            prompt: t("Where to? A folder, s3://bucket/path, ssh://host/path or https://…"),
            placeholder: "s3://bucket/path",
            validate: (value) => (value.trim() === "" ? t("Give a folder or an address.") : undefined),
          }),
        }),
      },
      {
        ask: async (_, form) => ({
          name: await form.input({
            prompt: t("What is it called?"),
            value: known.length === 0 ? "storage" : "",
            validate: (value) => nameFault(value, known),
          }),
        }),
      },
    ]);
    if (answer === undefined) return;
    await runAct(project, title, { act: "remote-add", ...answer, isDefault: known.length === 0 });
    await states.look(project);
  }

  async function modifyRemote(...args: unknown[]): Promise<void> {
    const title = t("Modify remote");
    const project = await chooseProject(title, projects, states, args);
    if (project === undefined) return;
    const name = await pickRemote(title, project);
    if (name === undefined) return;
    const items = [...settings, ...secrets].map((label) => ({
      label,
      ...(secrets.includes(label) && { description: t("kept in config.local") }),
    }));
    const picked = await askInSteps<{ option: string }>(title, [
      {
        ask: async (_, form) => ({
          option: (await form.pick({ items, placeholder: t("What is to be changed?") })).label,
        }),
      },
    ]);
    if (picked === undefined) return;
    const { option } = picked;
    const isSecret = secrets.includes(option);
    const value = await vscode.window.showInputBox({
      title,
      prompt: isSecret ? t("{0}; it is kept in config.local, which git does not see", option) : option,
      password: isSecret,
      ignoreFocusOut: true,
    });
    if (value === undefined) return;
    await runAct(project, title, { act: "remote-modify", name, option, to: value, local: isSecret });
    await states.look(project);
  }

  async function removeRemote(...args: unknown[]): Promise<void> {
    const title = t("Remove remote");
    const project = await chooseProject(title, projects, states, args);
    const name = project && (await pickRemote(title, project));
    if (project === undefined || name === undefined) return;
    const act = t("Remove");
    const detail = t("What lies on it stays; only its address goes.");
    const chosen = await vscode.window.showWarningMessage(
      t("Remove the remote {0}?", name),
      { modal: true, detail },
      act,
    );
    if (chosen !== act) return;
    await runAct(project, title, { act: "remote-remove", name });
    await states.look(project);
  }

  async function pickRemote(title: string, project: DvcProject): Promise<string | undefined> {
    if (states.of(project).data === undefined) await states.look(project);
    const known = states.of(project).data?.remotes ?? [];
    if (known.length === 0) throw new Error(t("There is no remote yet; add one first."));
    if (known.length === 1) return known[0]?.name;
    const items = known.map(({ name, url, isDefault }) => ({
      label: name,
      description: isDefault ? `${url} · ${t("default")}` : url,
    }));
    const answer = await askInSteps<{ name: string }>(title, [
      { ask: async (_, form) => ({ name: (await form.pick({ items, placeholder: t("Choose a remote") })).label }) },
    ]);
    return answer?.name;
  }

  return { addRemote, modifyRemote, removeRemote };
}

function nameFault(name: string, known: readonly RemoteSummary[]): string | undefined {
  if (!/^[\w.-]+$/.test(name)) return vscode.l10n.t("Letters, digits, dots, - and _ only.");
  return known.some((each) => each.name === name) ? vscode.l10n.t("There is a remote of that name.") : undefined;
}

function isProject(value: unknown): value is DvcProject {
  return typeof value === "object" && value !== null && "runtime" in value && "root" in value && !("kind" in value);
}
