import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the files in ~/.aws say of one profile. */
export type Profile = Readonly<Record<string, string>>;

export interface AwsFiles {
  readonly credentials: string;
  readonly config: string;
}

export function awsFilesOf(env: NodeJS.ProcessEnv, own: Partial<AwsFiles> = {}): AwsFiles {
  const home = join(homedir(), ".aws");
  return {
    credentials: env.AWS_SHARED_CREDENTIALS_FILE || own.credentials || join(home, "credentials"),
    config: env.AWS_CONFIG_FILE || own.config || join(home, "config"),
  };
}

/** Undefined: no file has it. What both have counts as in `credentials`. */
export function readProfile(files: AwsFiles, name: string): Profile | undefined {
  const inConfig = sectionOf(files.config, name === "default" ? ["default", "profile default"] : [`profile ${name}`]);
  const inCredentials = sectionOf(files.credentials, [name]);
  if (inConfig === undefined && inCredentials === undefined) return undefined;
  return { ...inConfig, ...inCredentials };
}

function sectionOf(path: string, names: readonly string[]): Profile | undefined {
  if (!existsSync(path)) return undefined;
  const found: Record<string, string> = {};
  let [isIn, isThere] = [false, false];
  for (const line of readFileSync(path, "utf8").split(/\r?\n/)) {
    const header = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      isIn = names.includes(header.replaceAll(/["']/g, "").replaceAll(/\s+/g, " "));
      isThere ||= isIn;
      continue;
    }
    // what is indented belongs to the name above: `s3 =` and below it
    const [, key, value = ""] = /^([A-Za-z]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (isIn && key !== undefined) found[key.toLowerCase()] = value;
  }
  return isThere ? found : undefined;
}
