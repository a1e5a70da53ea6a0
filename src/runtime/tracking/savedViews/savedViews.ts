import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import { lstat, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { editYaml, type YamlEdit, YamlFault } from "../../../core/yaml/editYaml";
import { ApiError, invalid, notFound } from "../../../shared/apiError";
import { readViewBody, type SavedView, type SavedViews } from "../../../shared/savedViews";
import { codeOf } from "../../kernel/home";
import type { Kernel } from "../../kernel/kernel";
import { largestSharedFile, sharedFile } from "../../kernel/sharedFile";

const key = "views";
const longestName = 200;

export type ViewFile = ReturnType<typeof createSavedViews>;

/** Named views of the run table. They live in a file that people edit too: it is read anew each time. */
export function createSavedViews({ store, events, places }: Kernel) {
  const path = join(places.workspace, sharedFile);

  async function edit(): Promise<YamlEdit> {
    const text = await readText(path);
    try {
      return editYaml(text);
    } catch (error) {
      throw refusal(error);
    }
  }

  async function savedValue(): Promise<unknown> {
    const file = await edit();
    try {
      return file.get([key]) ?? {};
    } catch (error) {
      throw refusal(error);
    }
  }

  /** One after the other, so that none undoes another. */
  const change = (work: (file: YamlEdit) => void): Promise<void> =>
    store.exclusive([sharedFile], async () => {
      const file = await edit();
      await write(path, changedText(file, work));
      events.emit({ kind: key, id: "" });
    });

  return {
    path,

    async all(): Promise<SavedViews> {
      const found = await savedValue();
      const views: SavedView[] = [];
      const broken: { name: string; why: string }[] = [];
      if (typeof found !== "object" || Array.isArray(found))
        return { views, broken: [{ name: key, why: `${sharedFile}: '${key}' is no list of names and views` }] };
      for (const [name, body] of Object.entries(found as Record<string, unknown>)) {
        try {
          views.push({ name, ...readViewBody(body ?? {}, `${key}.${name}`) });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          broken.push({ name, why: `${sharedFile}: ${error.message}` });
        }
      }
      return { views, broken };
    },

    async put(name: string, view: Omit<SavedView, "name">): Promise<void> {
      checkName(name);
      await change((file) => file.set([key, name], view));
    },

    async remove(name: string): Promise<void> {
      await change((file) => {
        if (!file.remove([key, name])) notFound(`View '${name.slice(0, longestName)}'`);
      });
    },
  };
}

function changedText(file: YamlEdit, work: (file: YamlEdit) => void): string {
  try {
    work(file);
    return file.text();
  } catch (error) {
    throw refusal(error);
  }
}

function checkName(name: string): void {
  if (name.trim() === "" || name.length > longestName || /\p{Cc}/u.test(name))
    invalid(`name: expected 1 to ${longestName} characters, none of them a control character`);
}

/** In the way that compilers say it: file, line, what. */
function refusal(error: unknown): unknown {
  if (!(error instanceof YamlFault)) return error;
  return new ApiError("INVALID_STATE", `${sharedFile}:${error.line}: ${error.message}`);
}

async function readText(path: string): Promise<string> {
  const found = await statOf(path);
  if (!found) return "";
  if (!found.isFile())
    throw new ApiError("INVALID_STATE", `${sharedFile} is no file of its own; views are kept in one`);
  if (found.size > largestSharedFile)
    throw new ApiError("INVALID_STATE", `${sharedFile} is larger than ${largestSharedFile} bytes`);
  const bytes = await readFile(path);
  // what is not understood would be lost when it is written again
  if (!isUtf8(bytes)) throw new ApiError("INVALID_STATE", `${sharedFile} is not UTF-8; save it as such`);
  return bytes.toString("utf8");
}

/** Whole or not at all, with the rights that the file had. */
async function write(path: string, text: string): Promise<void> {
  if (Buffer.byteLength(text) > largestSharedFile)
    invalid(`${sharedFile} would become larger than ${largestSharedFile} bytes`);
  const mode = (await statOf(path))?.mode ?? 0o666;
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx", mode & 0o777);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new ApiError("PERMISSION_DENIED", `${path} cannot be written: ${codeOf(error) ?? String(error)}`);
  }
}

/** Of a link, the link itself: what it leads to may lie outside. */
async function statOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
