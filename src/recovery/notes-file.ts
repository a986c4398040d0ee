import type { Context } from '../context.ts';
import { must } from '../machines/must.ts';
import type { NotesFile } from './notes.ts';

/** Notes beside their journal. */
export function notesBeside({ files }: Context, path: string): NotesFile {
  return {
    read: () => files.readText(path),
    append: (text) => files.appendLine(path, text, { mode: 0o640 }),
  };
}

const patienceMs = 5_000;

const append = `umask 027
exec dd of="$1" bs=1M iflag=fullblock oflag=append conv=notrunc,fsync status=none`;

/**
 * Notes in a folder that may hang, such as a share whose server is the one that died: programs read and append, and are
 * ended when they take too long. Their methods throw `program` or `program-timeout`.
 */
export function notesElsewhere(context: Context, path: string): NotesFile {
  let torn = false;
  return {
    async read() {
      const outcome = await context.run({ argv: ['cat', '--', path], timeoutMs: patienceMs });
      if (outcome.exitCode === 1 && outcome.stderr.trimEnd().endsWith('No such file or directory'))
        return undefined;
      const text = must(outcome, `reading ${path}`).stdout;
      torn = text !== '' && !text.endsWith('\n');
      return text;
    },
    async append(text) {
      const input = `${torn ? '\n' : ''}${text}\n`;
      const argv = ['sh', '-c', append, 'sh', path] as const;
      must(await context.run({ argv, input, timeoutMs: patienceMs }), `writing ${path}`);
      torn = false;
    },
  };
}
