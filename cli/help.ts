import { exitCodes } from '../src/exit-codes.ts';
import type { ExitName } from '../src/exit-codes.ts';
import { wrapText } from '../src/wrap-text.ts';
import type { Command, Option, Options } from './command.ts';
import { commonOptions } from './command.ts';

/** What help needs to know of a command. */
export type Described = Omit<Command, 'run' | 'options'> & { readonly options: Options };

const width = 79;

/** The text of --help: purpose, options, files, exit status, examples. */
export function helpText(command: Described): string {
  const usage = ['Usage:', `  ${usageLine(command)}`];
  const about = command.description.flatMap((paragraph) => ['', ...wrap(paragraph, '')]);
  const actions = actionRows(command).flatMap(([left, right]) => row(left, right));
  const options = ['', 'Options:', ...optionRows(command).flatMap(([left, right]) => row(left, right))];
  const files = ['', 'Files:', ...command.files.flatMap(({ path, about: text }) => row(path, text))];
  const exits = ['', 'EXIT STATUS', ...exitRows(command).flatMap(([left, right]) => row(left, right))];
  const examples = command.examples.flatMap(({ line, about: text }) => [...wrap(text, '  '), `    ${line}`]);
  const lines = [
    `${command.name} - ${command.summary}`,
    '',
    ...usage,
    ...about,
    ...(actions.length === 0 ? [] : ['', 'Actions:', ...actions]),
    ...options,
    ...files,
    ...exits,
  ];
  return [...lines, '', 'Examples:', ...examples].join('\n');
}

/** The command with what may follow it. */
export function usageLine(command: Described): string {
  return [command.name, '[OPTION]…', ...(command.words === undefined ? [] : [command.words])].join(' ');
}

/** Each action with what it does. */
export function actionRows({ actions = [] }: Described): readonly (readonly [string, string])[] {
  return actions.map(({ word, rest, about }) => [[word, rest ?? ''].join(' ').trim(), about]);
}

/** Each option with what it does, the command's own first. */
export function optionRows(command: Described): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, Option])[] = [
    ...Object.entries(command.options),
    ...Object.entries(commonOptions),
  ];
  return all.map(([name, option]) => [
    option.value === undefined ? `--${name}` : `--${name} ${option.value}`,
    option.about,
  ]);
}

/** Each exit code of the command with what it means. */
export function exitRows(command: Described): readonly (readonly [string, string])[] {
  const names = new Set<ExitName>(['ok', ...command.exits, 'usage']);
  return [...names]
    .map((name) => ({ code: exitCodes[name].code, means: command.meanings?.[name] ?? exitCodes[name].means }))
    .sort((a, b) => a.code - b.code)
    .map(({ code, means }) => [String(code), means]);
}

function row(left: string, right: string): readonly string[] {
  const indent = ' '.repeat(26);
  const [first = '', ...rest] = wrap(right, indent).map((line) => line.slice(indent.length));
  const head = `  ${left}`;
  const lines = head.length < 25 ? [head.padEnd(26) + first] : [head, indent + first];
  return [...lines, ...rest.map((line) => indent + line)];
}

/** Breaks a paragraph into lines that fit a terminal. */
export function wrap(text: string, indent: string): readonly string[] {
  return wrapText(text, { columns: width, indent });
}
