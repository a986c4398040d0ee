import { pathKeys } from '../../src/checks/production-paths.ts';
import type { Changes } from '../../src/config/edit.ts';
import type { KeyName } from '../../src/config/keys.ts';
import { planConfigEdit } from '../../src/config/write.ts';
import { difference } from '../../src/configure/difference.ts';
import { requireKey } from '../../src/configure/explain.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import type { Configure } from './options.ts';

/** ot-configure --set: all or nothing, and the difference is shown. */
export async function setValues(invocation: Configure): Promise<ExitName> {
  await writeChanges(invocation, readAssignments(invocation.options.set ?? []));
  return 'ok';
}

/** Writes changes, or only shows them with --dry-run. */
export async function writeChanges(invocation: Configure, changes: Changes): Promise<void> {
  const { context, configPath, options, print } = invocation;
  const dryRun = options['dry-run'] === true;
  const edit = await planConfigEdit(configPath, changes);
  if (edit.changed && !dryRun) await edit.write(context);
  const lines = difference(edit.before ?? '', edit.after);
  if (options.json === true) {
    print(JSON.stringify({ schemaVersion: 1, path: configPath, changed: edit.changed, dryRun, lines }));
  } else if (options.quiet !== true) {
    const title = edit.changed ? (dryRun ? 'would change' : 'changed') : 'nothing to change in';
    print(`${title} ${configPath}`);
    for (const { sign, text } of lines) print(`${sign} ${text}`);
  }
  if (edit.changed && pathKeys.some((key) => changes.has(key))) {
    context.log.info(
      'The line on production allows only the paths that it names: ot-configure --authorized-keys',
    );
  }
}

/** KEY=VALUE words as changes. Throws `usage` or `config-key`. */
function readAssignments(words: readonly string[]): Changes {
  const changes = new Map<KeyName, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) {
      const next = 'Write --set KEY=VALUE; ot-configure --explain lists all keys.';
      fail('usage', { what: `--set ${JSON.stringify(word)} is not KEY=VALUE`, next });
    }
    const key = requireKey(word.slice(0, at));
    if (changes.has(key)) fail('usage', { what: `--set ${key} is given twice`, next: 'Give it once.' });
    changes.set(key, word.slice(at + 1));
  }
  return changes;
}
