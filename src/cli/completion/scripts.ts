import type { Options } from "../args";

/** A verb as a completion script knows it. */
export interface VerbWords {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
}

export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

export function isShell(word: string): word is Shell {
  return shells.some((each) => each === word);
}

export function completionScript(shell: Shell, verbs: readonly VerbWords[]): string {
  switch (shell) {
    case "bash":
      return bash(verbs);
    case "zsh":
      return zsh(verbs);
    case "fish":
      return fish(verbs);
    case "powershell":
      return powershell(verbs);
    default:
      return shell satisfies never;
  }
}

/** What may follow a word or nothing: `runs` → list, show, …; `` → every first word. */
function wordsAfter(verbs: readonly VerbWords[], before: string): string[] {
  const prefix = before === "" ? "" : `${before} `;
  const next = verbs
    .filter(({ name }) => name.startsWith(prefix) && name !== before)
    .map(({ name }) => name.slice(prefix.length).split(" ")[0] ?? "");
  return [...new Set(next)];
}

/** What is the beginning of verbs: `runs`, `data`, `data remote`. */
function families(verbs: readonly VerbWords[]): string[] {
  const beginnings = verbs.flatMap(({ name }) => {
    const words = name.split(" ");
    return words.slice(1).map((_, i) => words.slice(0, i + 1).join(" "));
  });
  return [...new Set(beginnings)];
}

function flags({ options }: VerbWords): string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

function valueFlags(verbs: readonly VerbWords[]): string[] {
  const names = verbs.flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { kind }]) => (kind === "flag" ? [] : [`--${name}`])),
  );
  return [...new Set(names)];
}

function bash(verbs: readonly VerbWords[]): string {
  const cases = [
    `      "") words="${wordsAfter(verbs, "").join(" ")}" ;;`,
    ...families(verbs).map((family) => `      "${family}") words="${wordsAfter(verbs, family).join(" ")}" ;;`),
    ...verbs.map((verb) => `      "${verb.name}") words="${flags(verb).join(" ")}" ;;`),
  ];
  return `# tidemark completion for bash: source <(tidemark completion bash)
_tidemark() {
  local verb="" word words="" i
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ "$word" == -- ]]; then
      compopt -o default
      return
    fi
    case "$word" in
      -*) ;;
      *) case " ${[...verbs.map(({ name }) => name), ...families(verbs)].map((name) => name.replaceAll(" ", "+")).join(" ")} " in
           *" \${verb:+$verb+}$word "*) verb="\${verb:+$verb+}$word" ;;
         esac ;;
    esac
  done
  case "$prev" in
    ${valueFlags(verbs).join("|")}) compopt -o default; return ;;
  esac
  case "\${verb//+/ }" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
}
complete -F _tidemark tidemark
`;
}

function quoteSingle(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zsh(verbs: readonly VerbWords[]): string {
  const describe = (entries: readonly (readonly [string, string])[]) =>
    entries
      .map(([word, help]) => quoteSingle(`${word.replaceAll(":", "\\:")}:${help.replaceAll(":", "\\:")}`))
      .join(" ");
  const summaryOf = (name: string) => verbs.find((verb) => verb.name === name)?.summary ?? `${name} commands`;
  const words = (before: string) =>
    describe(wordsAfter(verbs, before).map((word) => [word, summaryOf(before === "" ? word : `${before} ${word}`)]));
  const options = (verb: VerbWords) =>
    describe(Object.entries(verb.options).map(([name, { help }]) => [`--${name}`, help]));
  const cases = [
    ...families(verbs).map((family) => `    ${quoteSingle(family)}) items=(${words(family)}) ;;`),
    ...verbs.map((verb) => `    ${quoteSingle(verb.name)}) items=(${options(verb)}) ;;`),
  ];
  return `#compdef tidemark
# tidemark completion for zsh: put it as _tidemark into a folder of $fpath
_tidemark() {
  local -a items plain
  local word
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == -- ]] && { _default; return }
    [[ $word == -* ]] || plain+=($word)
  done
  local count
  for count in 3 2 1; do
    case "\${plain[1,count]}" in
${cases.join("\n")}
    esac
    (( $#items )) && break
  done
  (( $#items )) || items=(${words("")})
  _describe 'tidemark' items || _default
}
if [[ $funcstack[1] == _tidemark ]]; then _tidemark "$@"; else compdef _tidemark tidemark; fi
`;
}

function fish(verbs: readonly VerbWords[]): string {
  const line = (when: string, rest: string) => `complete -c tidemark -n ${quoteSingle(when)} ${rest}`;
  const firsts = wordsAfter(verbs, "").map((word) => {
    const summary = verbs.find(({ name }) => name === word)?.summary ?? `${word} commands`;
    return line("__fish_use_subcommand", `-f -a ${word} -d ${quoteSingle(summary)}`);
  });
  const seen = (words: readonly string[]) => words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
  const seconds = families(verbs).flatMap((family) =>
    wordsAfter(verbs, family).map((word) => {
      const others = wordsAfter(verbs, family).join(" ");
      const summary = verbs.find(({ name }) => name === `${family} ${word}`)?.summary ?? "";
      const when = `${seen(family.split(" "))}; and not __fish_seen_subcommand_from ${others}`;
      return line(when, `-f -a ${word} -d ${quoteSingle(summary)}`);
    }),
  );
  const options = verbs.flatMap(({ name, options }) =>
    Object.entries(options).map(([option, { kind, help }]) =>
      line(seen(name.split(" ")), `-l ${option}${kind === "flag" ? "" : " -r"} -d ${quoteSingle(help)}`),
    ),
  );
  return ["# tidemark completion for fish", ...firsts, ...seconds, ...options, ""].join("\n");
}

function powershell(verbs: readonly VerbWords[]): string {
  const list = (words: readonly string[]) => `@(${words.map((word) => `'${word}'`).join(", ")})`;
  const entries = [
    `    '' = ${list(wordsAfter(verbs, ""))}`,
    ...families(verbs).map((family) => `    '${family}' = ${list(wordsAfter(verbs, family))}`),
    ...verbs.map((verb) => `    '${verb.name}' = ${list(flags(verb))}`),
  ];
  return `# tidemark completion for PowerShell: tidemark completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName tidemark -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${entries.join("\n")}
  }
  $plain = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } |
    Where-Object { $_ -notlike '-*' -and $_ -ne $wordToComplete })
  $verb = ''
  foreach ($count in 3, 2, 1) {
    $name = ($plain | Select-Object -First $count) -join ' '
    if ($table.ContainsKey($name)) { $verb = $name; break }
  }
  $table[$verb] | Where-Object { $_ -like "$wordToComplete*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}
