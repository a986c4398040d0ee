import { commonOptions, type Options } from '../cli/command.ts';
import type { AnyCommand } from '../cli/start.ts';
import { plain, type Entry } from './deb/entry.ts';

const folder = 'usr/share/bash-completion/completions';

/** Completion for bash: one file per command and a link per alias. Never starts the program. */
export function completions(commands: readonly AnyCommand[]): readonly Entry[] {
  return commands.flatMap((command): Entry[] => [
    plain(`${folder}/${command.name}`, completion(command)),
    ...(command.aliases ?? []).map((alias) => ({ path: `${folder}/${alias}`, linkTo: command.name })),
  ]);
}

/** The completion of a command. */
export function completion(command: AnyCommand): string {
  const declared: Options = { ...command.options, ...commonOptions };
  const options = Object.entries(declared);
  const ofValue = (match: (value: string) => boolean) => {
    return options
      .filter(([, { value }]) => value !== undefined && match(value))
      .map(([name]) => `--${name}`);
  };
  const isFile = (value: string) => value === 'FILE' || value === 'FOLDER';
  const files = ofValue(isFile);
  const others = ofValue((value) => !isFile(value));
  const actions = (command.actions ?? []).map(({ word }) => word);
  const name = `_${command.name.replaceAll('-', '_')}`;
  return [
    `# bash completion for ${command.name}`,
    `${name}() {`,
    '\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}',
    '\tCOMPREPLY=()',
    '\tcase $before in',
    ...(files.length === 0
      ? []
      : [`\t\t${files.join(' | ')}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;`]),
    ...(others.length === 0 ? [] : [`\t\t${others.join(' | ')}) return ;;`]),
    '\tesac',
    '\tif [[ $word == -* ]]; then',
    `\t\t${offer(options.map(([option]) => `--${option}`))}`,
    ...(actions.length === 0 ? [] : ['\telif ((COMP_CWORD == 1)); then', `\t\t${offer(actions)}`]),
    '\tfi',
    '}',
    `complete -F ${name} ${[command.name, ...(command.aliases ?? [])].join(' ')}`,
    '',
  ].join('\n');
}

function offer(words: readonly string[]): string {
  return `mapfile -t COMPREPLY < <(compgen -W '${words.join(' ')}' -- "$word")`;
}
