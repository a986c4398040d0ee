import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

/** What a test of faults has to know of a job: how to give it work, and how to judge the standby. */
export interface JobStory {
  readonly command: string;
  /** Folder of production that it reads, and of the standby that it writes. */
  readonly folder: string;
  /** Gives production something new of every kind. Each round differs from the one before. */
  change(sandbox: Sandbox, round: number): Promise<void>;
  /** What of the standby is half new, half old or damaged: nothing at any moment, whatever was killed. */
  torn(standby: Machine): readonly string[];
  /** How the standby differs from production: nothing after a good run. */
  differences(sandbox: Sandbox): readonly string[];
  /** Gives production so many files of a few bytes, in one thing that did not exist before. */
  manySmallFiles(sandbox: Sandbox, count: number): Promise<void>;
}

const projectNames = ['odoo-company', 'odoo-web', 'odooext-oca-sale', 'odooext-oca-stock'] as const;
const modulesEach = 12;

const projects: JobStory = {
  command: 'ot-project-sync',
  folder: 'share',
  async change({ production }, round) {
    for (const name of projectNames) {
      const modules = Array.from({ length: modulesEach }, (_, index) => `module_${index}`);
      rmSync(production.path('share', name), { recursive: true, force: true });
      production.project(name, modules);
      for (const module of modules) {
        production.write(`share/${name}/${module}/models/round.py`, `round = ${round}\n`);
        production.write(`share/${name}/${module}/static/${round % 2 === 0 ? 'even' : 'odd'}.js`, `${round}`);
      }
    }
  },
  torn(standby) {
    const visible = readdirSync(standby.path('share')).filter((name) => !name.startsWith('.'));
    return visible.flatMap((project) => {
      const rounds = roundsOf(standby.path('share', project));
      const whole = rounds.length % modulesEach === 0 && new Set(rounds).size <= 1;
      return whole ? [] : [`${project}: ${rounds.join(' ')}`];
    });
  },
  differences: ({ production, standby }) => diff(production.path('share'), standby.path('share')),
  async manySmallFiles({ production }, count) {
    const modules = Array.from({ length: count / 2 }, (_, index) => `small_${index}`);
    production.project('odoo-small', modules);
  },
};

function roundsOf(project: string): string[] {
  const modules = readdirSync(project);
  const files = modules.map((module) => join(project, module, 'models/round.py'));
  return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').trim());
}

/** What rsync would bring over or take away, going by content; the product's own folder left out. */
function diff(from: string, to: string): string[] {
  const args = ['-rlcn', '--delete', '--exclude=/.ot-redundancy', '--out-format=%i %n', `${from}/`, `${to}/`];
  const { stdout, stderr, status } = spawnSync('rsync', args, { encoding: 'utf8' });
  if (status !== 0) return [`rsync exited with ${status}: ${stderr}`];
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('.d'));
}

const attachments: JobStory = {
  command: 'ot-attachments-sync',
  folder: 'data/filestore',
  async change({ production: { odoo } }) {
    const [first, second] = await odoo.attachMany(150);
    if (first === undefined || second === undefined) throw new Error('nothing was made');
    await odoo.attach('large.bin', randomBytes(1 << 20));
    await odoo.overwrite(first, randomBytes(50_000));
    await odoo.remove(second);
    await odoo.collectGarbage();
  },
  torn: (standby) => standby.odoo.damaged(),
  differences({ production, standby }) {
    const [there, here] = [production.odoo.names(), standby.odoo.names()];
    const missing = there.filter((name) => !here.includes(name)).map((name) => `missing ${name}`);
    const strange = here.filter((name) => !there.includes(name)).map((name) => `not there ${name}`);
    return [...missing, ...strange];
  },
  async manySmallFiles({ production }, count) {
    await production.odoo.attachMany(count);
  },
};

/** Every job that can be tried so far. */
export const jobStories: readonly JobStory[] = [attachments, projects];
