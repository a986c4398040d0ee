import { loadUsableConfig } from '../../src/config/load-usable.ts';
import type { Context, Logger } from '../../src/context.ts';
import type { ExitName } from '../../src/exit-codes.ts';
import { failureOf } from '../../src/failures.ts';
import { isDue } from '../../src/sync/attachments/due.ts';
import type { Job } from '../../src/sync/job.ts';
import type { News } from '../../src/sync/news.ts';
import { decideNews } from '../../src/sync/news.ts';
import type { Plan } from '../../src/sync/plan.ts';
import { requireSyncOn, runJob } from '../../src/sync/run-job.ts';
import type { RunResult } from '../../src/sync/run-result.ts';
import type { Invocation } from '../command.ts';
import { tellFailure } from '../tell.ts';
import { tellRun } from './run.ts';
import type { jobOptions } from './options.ts';

type Call = Invocation<typeof jobOptions>;

/**
 * Runs a job that cron starts each minute. When quiet, only news are told: what is wrong once, again after a day, and
 * its end. The exit code is that of the run all the same.
 */
export async function runScheduled<P extends Plan>(call: Call, job: Job<P>): Promise<ExitName> {
  const { context, options } = call;
  const quiet = options.quiet === true;
  const held = holdMessages(context);
  try {
    const { values } = await call.config();
    requireSyncOn(values);
    if (!(await isDue(context, values))) return 'ok';
    const dryRun = options['dry-run'] === true;
    const flags = { dryRun, allowRemovals: options['allow-removals'] === true, scheduled: true };
    const reread = async () => (await call.config()).values;
    const result = await runJob(held.context, values, { job, flags, reread });
    if (isWorthTelling(result.news) || !quiet) {
      held.tell();
      tellRun(call, result, dryRun);
    }
    tellNews(call, result);
    return result.exit;
  } catch (error) {
    const failure = failureOf(error, context.signal);
    const { values } = await loadUsableConfig(call.configPath);
    const news = await decideNews(context, values, {
      ...{ job: job.name, exit: failure.exit, failure, problems: [], standing: false },
    });
    if (quiet && !isWorthTelling(news)) return failure.exit;
    held.tell();
    tellFailure(context.log, failure, quiet);
    return failure.exit;
  }
}

function isWorthTelling(news: News | undefined): boolean {
  return news === undefined || news.kind === 'wrong';
}

function tellNews({ context }: Call, { news, record }: RunResult): void {
  if (news?.kind === 'over') {
    const but = news.standing ? '; what was told of the filestore still stands, see ot-status' : '';
    context.log.warn(`${record.job}: well again${but}; it was wrong since ${news.since}`);
  }
  if (news?.kind !== 'wrong') return;
  const again = news.once ? '' : ', again after a day';
  context.log.warn(`  (told once${again}, and when it is over; ot-status tells how it stands)`);
}

interface Held {
  readonly context: Context;
  /** Tells now what was held back. */
  tell(): void;
}

/** A context whose messages wait until it is known whether they are news. */
function holdMessages(context: Context): Held {
  const messages: (() => void)[] = [];
  const hold = (level: 'info' | 'warn' | 'error') => (text: string) =>
    void messages.push(() => context.log[level](text));
  const log: Logger = {
    info: hold('info'),
    warn: hold('warn'),
    error: hold('error'),
    progress: context.log.progress,
  };
  return { context: { ...context, log }, tell: () => messages.splice(0).forEach((tell) => tell()) };
}
