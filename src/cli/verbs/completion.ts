import { didYouMean } from "../../shared/suggest";
import { UsageError } from "../args";
import { completionScript, isShell, shells, type VerbWords } from "../completion/scripts";
import { globalOptions, optionsOf } from "../globalOptions";
import { defineVerb } from "../verb";
import { verbs } from "../verbs";

export const completion = defineVerb({
  usage: shells.join("|"),
  about: `Prints a script that completes commands and options on Tab.

Examples:
  echo 'source <(tidemark completion bash)' >> ~/.bashrc
  tidemark completion zsh > ~/.zfunc/_tidemark
  tidemark completion fish > ~/.config/fish/completions/tidemark.fish
  tidemark completion powershell >> $PROFILE`,
  options: {},
  words: { least: 1, most: 1 },
  async run({ words, out, json }) {
    const shell = words[0] ?? "";
    if (!isShell(shell))
      throw new UsageError(`completion: '${shell}' is none of ${shells.join(", ")}.${didYouMean(shell, shells)}`);
    const table: VerbWords[] = [];
    for (const { name, summary, group, load } of verbs) {
      const { options } = await load();
      table.push({ name, summary, options: { ...options, ...globalOptions, ...optionsOf(group) } });
    }
    const script = completionScript(shell, table);
    if (json) out.document({ shell, script });
    else out.stdout.write(script);
    return 0;
  },
});
