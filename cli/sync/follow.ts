import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import { printable } from '../../src/machines/must.ts';
import { followFilestore } from '../../src/sync/follow/follow.ts';
import type { Invocation } from '../command.ts';
import { tellFailure } from '../tell.ts';
import { tellResult } from '../tell-result.ts';
import type { jobOptions } from './options.ts';

type FollowInvocation = Invocation<typeof jobOptions>;

/** ot-attachments-sync --follow: stays up until it is told to end. */
export async function runFollow(invocation: FollowInvocation): Promise<ExitName> {
  const { context, options, print } = invocation;
  const quiet = options.quiet === true;
  const other = (['dry-run', 'allow-removals', 'stop', 'json'] as const).find(
    (name) => options[name] === true,
  );
  if (other !== undefined) {
    fail('usage', { what: `--follow and --${other} do not go together`, next: 'Leave one of them out.' });
  }
  if (!quiet) print(`following the replay of ${context.env.hostname}`);
  await followFilestore(context, {
    program: process.execPath,
    reread: async () => (await invocation.config()).values,
    onRun(result) {
      tellResult(invocation, result, false);
      if (result.failure !== undefined) tellFailure(context.log, result.failure, quiet);
    },
    onWait(failure) {
      if (failure !== undefined) context.log.warn(printable(`waiting: ${failure.message}`));
      else if (!quiet) print('going on');
    },
  });
  if (!quiet) print('told to end: ended');
  return 'ok';
}
