import { keyGroups } from '../../src/config/keys.ts';
import { quoteForShell } from '../../src/config/shell-syntax.ts';
import { detect, proposalCommand } from '../../src/configure/detect/detect.ts';
import { explain, explanationLines } from '../../src/configure/explain.ts';
import type { Setting } from '../../src/configure/settings.ts';
import { listSettings } from '../../src/configure/settings.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { printable } from '../../src/machines/must.ts';
import type { Configure } from './options.ts';

const valueColumn = 60;

/** ot-configure --show. */
export async function showValues({ context, config, options, print }: Configure): Promise<ExitName> {
  const loaded = await config();
  const settings = await listSettings(context, loaded);
  if (options.json === true) {
    print(JSON.stringify({ schemaVersion: 1, path: loaded.path, settings }));
    return 'ok';
  }
  print(`# ${loaded.path}`);
  settings.forEach((setting, index) => {
    if (settings[index - 1]?.group !== setting.group) print(`\n# ${keyGroups[setting.group]}`);
    print(`${`${setting.key}=${quoteForShell(setting.value)}`.padEnd(valueColumn)} # ${origin(setting)}`);
  });
  return 'ok';
}

function origin({ from, line, how }: Setting): string {
  if (from === 'file') return `line ${line ?? 0}`;
  return from === 'detected' ? `detected: ${how ?? ''}` : 'default';
}

/** ot-configure --explain. */
export function explainKeys({ options, words, print }: Configure): ExitName {
  const explanations = explain(words);
  if (options.json === true) print(JSON.stringify({ schemaVersion: 1, keys: explanations }));
  else explanationLines(explanations).forEach(print);
  return 'ok';
}

/** ot-configure --detect. */
export async function detectValues({ context, config, options, print }: Configure): Promise<ExitName> {
  const findings = await detect(context, (await config()).values);
  const commands = findings.flatMap(({ proposal }) =>
    proposal === undefined ? [] : [proposalCommand(proposal)],
  );
  if (options.json === true) {
    print(JSON.stringify({ schemaVersion: 1, findings, commands }));
    return 'ok';
  }
  for (const { about, seen } of findings) print(`${about.padEnd(20)} ${printable(seen)}`);
  print('');
  print(commands.length === 0 ? 'Nothing that should be set differently.' : 'To take over what was found:');
  for (const command of commands) print(`  ${command}`);
  return 'ok';
}
