import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { printable } from '../machines/must.ts';
import { perform } from './act.ts';

/** A program of the site that belongs to a step. */
export interface SiteCommand {
  readonly incident: string;
  readonly step: string;
  readonly argv: readonly [string, ...string[]];
  /** Whether this is a rehearsal: the program learns of it. */
  readonly drill: boolean;
  /** Given to it on standard input. */
  readonly input?: string;
}

const keptLines = 20;
const longestLine = 500;
const tailBytes = 64 * 1024;

/**
 * Runs a program of the site, with its end of output in the journal. It finds OT_INCIDENT, OT_STEP, OT_STANDBY and
 * OT_PRODUCTION in its environment, in a drill OT_DRILL=1 too. What it leaves behind is not awaited. Throws `program` when
 * it does not exit with 0 in SITE_COMMAND_SECONDS.
 */
export async function runSiteCommand(context: Context, config: Config, command: SiteCommand): Promise<void> {
  const { incident, step, argv } = command;
  const what = `run ${argv.join(' ')}`;
  await perform(context, config, {
    ...{ incident, act: `${step}-command`, step, what, argv },
    async work(ended) {
      context.log.info(`  [..] ${what}`);
      const outcome = await context.run({
        ...{ argv, tailBytes },
        onOutput: (chunk) => showLast(context, argv[0], chunk),
        timeoutMs: config.SITE_COMMAND_SECONDS * 1000,
        env: {
          OT_INCIDENT: incident,
          OT_STEP: step,
          OT_STANDBY: context.env.hostname,
          OT_PRODUCTION: config.SYNCSRC,
          OT_DRILL: command.drill ? '1' : undefined,
        },
        ...(command.input === undefined ? {} : { input: command.input }),
      });
      context.log.progress();
      const tail = linesOf(`${outcome.stdout}\n${outcome.stderr}`).slice(-keptLines);
      ended({ exitCode: outcome.exitCode, tail });
      if (outcome.exitCode === 0) return [];
      const how = outcome.exitCode === undefined ? outcome.ended : `exit code ${outcome.exitCode}`;
      return fail('program', {
        what: `${argv[0]}: ${how}${tail.length === 0 ? '' : `: ${tail.slice(-3).join(' / ')}`}`,
        next: `Do it by hand, then: ot-recovery step ${step} done`,
      });
    },
  });
}

function showLast({ log }: Context, program: string, chunk: Uint8Array): void {
  const last = linesOf(Buffer.from(chunk.subarray(-longestLine)).toString()).at(-1);
  if (last !== undefined) log.progress({ label: `${program}: ${last}` });
}

/** Lines safe to print and to keep, the end of what is too long. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => printable(line.length > longestLine ? `…${line.slice(-longestLine)}` : line));
}
