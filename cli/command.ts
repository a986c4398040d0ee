import type { Context } from '../src/context.ts';
import type { ExitName } from '../src/exit-codes.ts';
import type { LoadedConfig } from '../src/config/load.ts';

/** An option of a command. Help, manual page and completion are made from it. */
export interface Option {
  readonly type: 'boolean' | 'string';
  /** What it does, as the completion of "--name": starts with a small letter, no final dot. */
  readonly about: string;
  /** What stands for the value in help, such as FILE. */
  readonly value?: string;
  /** Whether it may be given several times. Its value is then a list. */
  readonly multiple?: boolean;
}

/** The options of a command, by their long names without dashes. */
export type Options = Readonly<Record<string, Option>>;

/** What the command line said: the value of each option that was given. */
export type Given<O extends Options> = {
  readonly [N in keyof O]?: O[N] extends { readonly type: 'boolean' }
    ? boolean
    : O[N] extends { readonly multiple: true }
      ? readonly string[]
      : string;
};

/** How a command ended: one of the exit codes, or the state of a monitoring plugin, whose codes are not ours. */
export type Outcome = ExitName | { readonly plugin: 0 | 1 | 2 | 3 };

/** A started command: its options, and the world. */
export interface Invocation<O extends Options = Options> {
  readonly options: Given<O & typeof commonOptions>;
  /** What stood on the command line besides options. */
  readonly words: readonly string[];
  readonly context: Context;
  /** Writes a line of data to standard output. */
  print(line: string): void;
  /** Reads and validates the configuration named by --config, or the usual one. */
  config(): Promise<LoadedConfig>;
  /** Path of the configuration file. */
  readonly configPath: string;
}

/** Everything that is known of a command, once. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** Other names it is installed under. */
  readonly aliases?: readonly string[];
  /** One line, for lists and the NAME section: starts with a small letter, no final dot. */
  readonly summary: string;
  /** Paragraphs: what it does, what it never does. */
  readonly description: readonly string[];
  /** What may follow the options, such as "NAME…". Absent: nothing. */
  readonly words?: string;
  /** What its first word can be, where that chooses what it does. */
  readonly actions?: readonly Action[];
  readonly options: O;
  readonly files: readonly { readonly path: string; readonly about: string }[];
  /** The exit codes it can end with, besides 2 (usage). */
  readonly exits: readonly ExitName[];
  /** What codes mean for this command, where the common wording says too little. */
  readonly meanings?: Readonly<Partial<Record<ExitName, string>>>;
  readonly examples: readonly { readonly line: string; readonly about: string }[];
  run(invocation: Invocation<O>): Promise<Outcome>;
}

/** One of several things that a command does, chosen by its first word. */
export interface Action {
  readonly word: string;
  /** What follows the word, such as "[WHY]". Absent: nothing. */
  readonly rest?: string;
  /** What it does: starts with a small letter, no final dot. */
  readonly about: string;
}

/** Options that every command has. */
export const commonOptions = {
  config: { type: 'string', value: 'FILE', about: 'read this configuration file instead of the usual one' },
  quiet: { type: 'boolean', about: 'print nothing unless something is wrong (for cron)' },
  'no-color': { type: 'boolean', about: 'print without colour' },
  help: { type: 'boolean', about: 'show this help' },
  version: { type: 'boolean', about: 'show the version' },
} as const satisfies Options;

/** Types a declaration by its own options, so that its run sees exactly those. */
export function defineCommand<const O extends Options>(command: Command<O>): Command<O> {
  return command;
}

/** The configuration file, as a line of a FILES section. */
export const configFile = { path: '/etc/odoo/ot-redundancy-sync.conf', about: 'the configuration' } as const;

/** Options of a command that prints a report. */
export const jsonOption = {
  json: { type: 'boolean', about: 'print one JSON object, with its schemaVersion, instead of text' },
} as const satisfies Options;
