/** Where the user said themselves that runs go; we never stand in its way. */
export interface OwnAddress {
  readonly address: string;
  /** Where it is set, in words: `terminal.integrated.env.linux`, `.env`. */
  readonly where: string;
}

export const addressVariable = "MLFLOW_TRACKING_URI";

/** Set beside our own address, so that an editor started from one of our terminals does not take ours for the user's. */
export const markVariable = "TIDEMARK_TRACKING_URI";

export interface AddressSources {
  readonly process: Readonly<Record<string, string | undefined>>;
  readonly setting: { readonly name: string; readonly env: Readonly<Record<string, string | null | undefined>> };
  readonly file: { readonly name: string; readonly text: string | undefined };
}

/** In the order in which they win in a terminal. */
export function findOwnAddress({ process, setting, file }: AddressSources): OwnAddress | undefined {
  const fromSetting = setting.env[addressVariable];
  if (fromSetting) return { address: fromSetting, where: setting.name };
  const fromProcess = process[addressVariable];
  if (fromProcess && fromProcess !== process[markVariable]) return { address: fromProcess, where: addressVariable };
  const fromFile = file.text === undefined ? undefined : readEnvFile(file.text)[addressVariable];
  if (fromFile) return { address: fromFile, where: file.name };
  return undefined;
}

/** The lines of a `.env` file as the Python and debugpy extensions read them: NAME=value, quotes, `export`, comments. */
export function readEnvFile(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#]*?))\s*(?:#.*)?$/.exec(line);
    if (match?.[1]) found[match[1]] = match[2] ?? match[3] ?? match[4] ?? "";
  }
  return found;
}
