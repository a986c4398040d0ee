/** A command of the program's own frame that works for a while and tells how far it is: `slow-command.ts MS [OPTION]…`. */
import { defineCommand } from '../../cli/command.ts';
import { outliveReaders } from '../../cli/output.ts';
import { startable } from '../../cli/start.ts';

const [, , length = '0', ...args] = process.argv;

const slow = defineCommand({
  name: 'slow',
  summary: 'work for a while',
  description: ['Works for a while.'],
  options: {},
  files: [],
  exits: [],
  examples: [{ line: 'slow', about: 'Work:' }],
  async run({ context, print }) {
    const { clock, log } = context;
    const began = clock.elapsed();
    for (let done = 0; clock.elapsed() - began < Number(length); done += 1) {
      log.progress({ label: 'working', files: { done, total: 100 } });
      await clock.sleep(20);
    }
    log.progress();
    log.warn('a warning');
    log.error('an error');
    print('data');
    return 'ok';
  },
});

outliveReaders();
process.exitCode = await startable(slow).start(args);
