import type { Command } from 'commander';
import { Exit, exitCodes } from '../exit';

/** Words of commands and options, made from the very definitions that are run. Topics complete by asking the broker. */
export function completion(busdeck: Command, shell: string): void {
  const script = scripts[shell];
  if (script === undefined)
    throw new Exit(exitCodes.usage, `There is no completion for ${shell}: bash, zsh or fish.`);
  process.stdout.write(script(wordsOf(busdeck)));
}

interface Words {
  readonly commands: readonly {
    readonly name: string;
    readonly says: string;
    readonly options: readonly string[];
  }[];
}

function wordsOf(busdeck: Command): Words {
  return {
    commands: busdeck.commands.map((command) => ({
      name: command.name(),
      says: command.description(),
      options: [...command.options.flatMap(({ long }) => (long ? [long] : [])), '--help'],
    })),
  };
}

/** Commands whose first argument is a topic. */
const withTopic = ['listen', 'publish', 'broadcast', 'dead', 'tap', 'record'];
const topicNames = `busdeck topics --json 2>/dev/null | sed -n 's/.*"topic":"\\([^"]*\\)".*/\\1/p' | sort -u`;

const scripts: Record<string, (words: Words) => string> = {
  bash: ({ commands }) => `# busdeck
_busdeck() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$word"))
    return
  fi
  if [ "$COMP_CWORD" -eq 2 ] && [[ "$word" != -* ]]; then
    case "$command" in
      ${withTopic.join('|')})
        # Names are a stranger's: they are compared and quoted, and never looked into.
        local topic
        COMPREPLY=()
        while IFS= read -r topic; do
          [[ "$topic" == "$word"* ]] && COMPREPLY+=("$(printf %q "$topic")")
        done < <(${topicNames})
        return ;;
    esac
  fi
  case "$command" in
${commands.map(({ name, options }) => `    ${name}) COMPREPLY=($(compgen -W "${options.join(' ')}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _busdeck busdeck
`,
  zsh: ({ commands }) => `#compdef busdeck
_busdeck() {
  local -a commands
  commands=(
${commands.map(({ name, says }) => `    '${name}:${says.replaceAll("'", '’')}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  if (( CURRENT == 3 )) && [[ "$words[CURRENT]" != -* ]] && [[ " ${withTopic.join(' ')} " == *" $words[2] "* ]]; then
    local -a topics
    topics=(\${(f)"$(${topicNames})"})
    compadd -a topics
    return
  fi
  case "$words[2]" in
${commands.map(({ name, options }) => `    ${name}) compadd -- ${options.join(' ')} ;;`).join('\n')}
  esac
}
_busdeck "$@"
`,
  fish: ({ commands }) =>
    `# busdeck
function __busdeck_topics
  ${topicNames}
end
complete -c busdeck -f -n __fish_use_subcommand -a '--help --version'
${commands
  .flatMap(({ name, says, options }) => [
    `complete -c busdeck -f -n __fish_use_subcommand -a ${name} -d '${says.replaceAll("'", '’')}'`,
    ...options.map(
      (option) => `complete -c busdeck -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
    ),
    ...(withTopic.includes(name)
      ? [`complete -c busdeck -f -n '__fish_seen_subcommand_from ${name}' -a '(__busdeck_topics)'`]
      : []),
  ])
  .join('\n')}
`,
};
