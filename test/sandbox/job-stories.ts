import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

/** What a test of faults has to know of a job: how to give it work, and how to judge the standby. */
export interface JobStory {
  readonly command: string;
  /** Tells it apart from another story of the same command, in the title of a test. */
  readonly mode?: string;
  /** How often a test kills or unplugs it. */
  readonly faults: number;
  /** Makes a sandbox ready for it. */
  setUp?(sandbox: Sandbox): void;
  /** Gives production something new of every kind. Each round differs from the one before. */
  change(sandbox: Sandbox, round: number): Promise<void>;
  /** What of the standby is half new, half old or damaged: nothing at any moment, whatever was killed. */
  torn(standby: Machine): readonly string[];
  /** How the standby differs from production: nothing after a good run. */
  differences(sandbox: Sandbox): readonly string[];
}

/** A job that mirrors a folder. */
export interface FolderStory extends JobStory {
  /** The folder, on production and on the standby. */
  readonly folder: string;
  /** Gives production so many files of a few bytes, in one thing that did not exist before. */
  manySmallFiles(sandbox: Sandbox, count: number): Promise<void>;
}

const projectNames = ['odoo-company', 'odoo-web', 'odooext-oca-sale', 'odooext-oca-stock'] as const;
const modulesEach = 12;

const projects: FolderStory = {
  command: 'ot-project-sync',
  faults: 4,
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

/** The standby's database says what is wanted. */
const attachments: JobStory = {
  command: 'ot-attachments-sync',
  faults: 4,
  async change({ production: { odoo } }) {
    const [first, second] = await odoo.attachMany(150);
    if (first === undefined || second === undefined) throw new Error('nothing was made');
    await odoo.attach('large.bin', randomBytes(1 << 20));
    await odoo.overwrite(first, randomBytes(50_000));
    await odoo.remove(second);
    await odoo.collectGarbage();
  },
  torn: (standby) => standby.odoo.damaged(),
  differences: (sandbox) => missingFiles(sandbox),
};

function missingFiles({ production, standby }: Sandbox): string[] {
  const here = new Set(standby.odoo.names());
  return production.odoo.names().flatMap((name) => (here.has(name) ? [] : [`missing ${name}`]));
}

/** Production is walked over: what it no longer has goes at once. */
const mirrored: FolderStory = {
  ...attachments,
  mode: ' (mirror)',
  setUp: (sandbox) => sandbox.configure({ FILESTORE_MODE: 'mirror' }),
  folder: 'data/filestore',
  differences(sandbox) {
    const there = new Set(sandbox.production.odoo.names());
    const here = sandbox.standby.odoo.names();
    const strange = here.flatMap((name) => (there.has(name) ? [] : [`not there ${name}`]));
    return [...missingFiles(sandbox), ...strange];
  },
  async manySmallFiles({ production }, count) {
    await production.odoo.attachMany(count);
  },
};

const extraSource = 'etc/apt/sources.list.d/extra.list';

const apt: JobStory = {
  command: 'ot-apt-sync',
  faults: 4,
  async change({ production, repository }, round) {
    for (const name of [`tool-a${round}`, `tool-b${round}`]) {
      repository.publish(name, '1.0');
      production.packages.installed(name, '1.0');
    }
    production.write(extraSource, marked(round, `deb [trusted=yes] file:${repository.folder} ./`));
  },
  torn: (standby) => tornFiles(standby, [extraSource]),
  differences({ production, standby }) {
    const lists = [production, standby].map((machine) => machine.packages.list().join(', '));
    return [...unlike(lists), ...unlike([production, standby].map((machine) => machine.read(extraSource)))];
  },
};

const pip: JobStory = {
  command: 'ot-pip-sync',
  faults: 3,
  setUp: (sandbox) => sandbox.usePython(),
  async change({ production, python }, round) {
    for (const name of [`helper-a${round}`, `helper-b${round}`]) {
      python.publish(name, '1.0');
      python.installed(production, name, { version: '1.0' });
    }
  },
  // What pip leaves half done when it is killed, only the next run can mend.
  torn: () => [],
  differences: ({ production, standby, python }) =>
    unlike([production, standby].map((machine) => python.list(machine).join(', '))),
};

const site = 'etc/nginx/sites-available/odoo';

const conf: JobStory = {
  command: 'ot-conf-sync',
  faults: 3,
  async change({ production }, round) {
    const settings = production.read('etc/odoo/odoo.conf').split('\n');
    const others = settings.filter((line) => !line.startsWith('limit_request = ') && line !== '');
    production.write('etc/odoo/odoo.conf', `${[...others, `limit_request = ${round}`].join('\n')}\n`);
    production.write(site, marked(round, 'server {\n}'));
    if (!production.exists('etc/nginx/sites-enabled/odoo')) {
      symlinkSync('../sites-available/odoo', production.path('etc/nginx/sites-enabled/odoo'));
    }
  },
  torn(standby) {
    const own = standby.read('etc/odoo/odoo.conf').includes(`http_port = ${standby.httpPort}\n`);
    return [...tornFiles(standby, [site]), ...(own ? [] : ['odoo.conf has lost its own http_port'])];
  },
  differences({ production, standby }) {
    const limit = (text: string) => /^limit_request = .*$/m.exec(text)?.[0] ?? '';
    const limits = [production, standby].map((machine) => limit(machine.read('etc/odoo/odoo.conf')));
    return [...unlike(limits), ...diff(production.path('etc/nginx'), standby.path('etc/nginx'))];
  },
};

/** Lines between two that name the round: of a file that is whole, both name the same. */
function marked(round: number, lines: string): string {
  return `# round ${round}\n${lines}\n# end of round ${round}\n`;
}

function tornFiles(standby: Machine, files: readonly string[]): string[] {
  const present = files.filter((file) => standby.exists(file));
  return present.filter((file) => !/^# round (\d+)\n[^#]*# end of round \1\n$/.test(standby.read(file)));
}

function unlike(texts: readonly string[]): string[] {
  return new Set(texts).size === 1 ? [] : [`differ: ${texts.join(' | ')}`];
}

/** Every job that keeps something in step. */
export const jobStories: readonly JobStory[] = [attachments, mirrored, projects, apt, pip, conf];

/** Those that mirror a folder. */
export const folderStories: readonly FolderStory[] = [mirrored, projects];
