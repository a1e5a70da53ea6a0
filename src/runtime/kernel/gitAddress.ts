/** An address as people are shown it: without the password that may stand in it. Also of a text that names addresses. */
export function shownUrl(text: string): string {
  return text.replace(/\b([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s]*@/g, "$1:***@");
}

/** What git is given of an address: arguments are read by everybody on this machine, an environment is not. */
export interface GitAddress {
  readonly url: string;
  /** Before the command's name. */
  readonly options: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Git asks a helper for the password, which has it from the environment. */
export function gitAddress(url: string): GitAddress {
  const [, scheme = "", user = "", password = "", rest = ""] =
    /^(https?:\/\/)([^/\s:@]*):([^/\s]*)@(.*)$/is.exec(url) ?? [];
  if (scheme === "") return { url, options: [], env: {} };
  const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$TIDEMARK_GIT_USER" "$TIDEMARK_GIT_PASSWORD"; }; f`;
  return {
    url: scheme + rest,
    // an empty one forgets the helpers of this machine: what the address says comes first
    options: ["-c", "credential.helper=", "-c", `credential.helper=${helper}`],
    env: { TIDEMARK_GIT_USER: plain(user), TIDEMARK_GIT_PASSWORD: plain(password) },
  };
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a percent sign that stands for itself
  }
}
