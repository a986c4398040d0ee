import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config/keys.ts';
import type { Job, Session } from '../../src/sync/job.ts';
import type { Plan, Problem } from '../../src/sync/plan.ts';
import type { RunFlags } from '../../src/sync/run-job.ts';
import { runJob } from '../../src/sync/run-job.ts';
import type { RunResult } from '../../src/sync/run-result.ts';
import type { Stage } from './stage.ts';

/** What a tiny job finds, and what it does besides writing one file. */
export interface Tiny {
  readonly present?: number;
  readonly source?: number;
  readonly remove?: number;
  readonly many?: boolean;
  readonly bytes?: number;
  /** All is there already. */
  readonly inStep?: boolean;
  readonly target?: string;
  readonly alsoWrites?: readonly string[];
  readonly planned?: readonly Problem[];
  readonly applied?: readonly Problem[];
  readonly wrong?: readonly Problem[];
  onPlan?(session: Session): Promise<void> | void;
  onApply?(session: Session): Promise<void> | void;
}

/** A real job in small: it brings one file, "data/brought", and looks whether it is there. */
export function tinyJob(stage: Stage, tiny: Tiny = {}): Job<Plan> {
  const file = stage.path('data/brought');
  return {
    name: 'attachments',
    command: 'ot-attachments-sync',
    locks: ['attachments'],
    async plan(session) {
      await session.production();
      await tiny.onPlan?.(session);
      return planOf(tiny);
    },
    async apply(session) {
      await tiny.onApply?.(session);
      writeFileSync(file, 'brought');
      return { problems: tiny.applied ?? [] };
    },
    async verify() {
      return existsSync(file) ? (tiny.wrong ?? []) : [{ item: 'brought', what: 'is missing' }];
    },
  };
}

function planOf(tiny: Tiny): Plan {
  const gone = Array.from({ length: tiny.remove ?? 0 }, (_, index) => ({ name: `gone-${index}` }));
  const group = {
    title: 'files',
    present: tiny.present ?? 10,
    source: tiny.source ?? 11,
    add: tiny.inStep === true ? [] : [{ name: 'brought', bytes: tiny.bytes ?? 7 }],
    change: [],
    remove: gone,
    many: tiny.many ?? false,
  };
  const plan: Plan = { groups: [group], problems: tiny.planned ?? [], notes: ['a note'] };
  const { target, alsoWrites = [] } = tiny;
  return { ...plan, alsoWrites, ...(target === undefined ? {} : { target }) };
}

/** Runs a tiny job on its stage. */
export function runTiny(stage: Stage, tiny: Tiny = {}, flags: Partial<RunFlags> = {}): Promise<RunResult> {
  const job = tinyJob(stage, tiny);
  const all: RunFlags = { dryRun: false, allowRemovals: false, ...flags };
  return runJob(stage.context, stage.config, { job, flags: all, reread: stage.reload });
}

/** What the tiny job has brought. */
export function brought(stage: Stage): readonly string[] {
  return readdirSync(stage.path('data'));
}

/** The text of a job's last-success record; nothing when there is none. */
export function lastSuccess(config: Config): string {
  const file = join(config.STATE_DIR, 'runs/attachments/last-success.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
