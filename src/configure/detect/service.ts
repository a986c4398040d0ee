import { open } from 'node:fs/promises';
import type { Config } from '../../config/keys.ts';
import { path as pathKind, plainName } from '../../config/kinds.ts';
import type { Context } from '../../context.ts';
import type { Detector, Finding } from './finding.ts';
import { propose } from './finding.ts';

/** Odoo's service, and the Python that it starts. Source: systemctl(1). */
export const detectService: Detector = async (context, config) => {
  const names = await serviceNames(context, config);
  const name = names.find((each) => each === config.ODOO_SERVICE) ?? names[0];
  if (name === undefined) {
    return [
      { about: 'service of Odoo', seen: 'systemd has none' },
      ...(await pythonFinding('/usr/bin/odoo', config)),
    ];
  }
  const key = { key: 'ODOO_SERVICE', value: name, present: config.ODOO_SERVICE } as const;
  const program = await programOf(context, config, name);
  return [propose('service of Odoo', names.join(', '), key), ...(await pythonFinding(program, config))];
};

async function serviceNames(context: Context, config: Config): Promise<readonly string[]> {
  const list = ['list-unit-files', '--type=service', '--no-legend', '--no-pager', 'odoo*', 'openerp*'];
  const outcome = await context.run({
    argv: ['systemctl', ...list],
    timeoutMs: config.COMMAND_SECONDS * 1000,
  });
  return outcome.stdout.split('\n').flatMap((line) => {
    const name = /^(\S+)\.service\s/.exec(line)?.[1];
    // A template such as odoo@ is no service by itself.
    return name === undefined || name.endsWith('@') || plainName.read(name) === undefined ? [] : [name];
  });
}

async function programOf(context: Context, config: Config, service: string): Promise<string> {
  const argv = ['systemctl', 'show', '--property=ExecStart', '--value', '--', service] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  return /\bpath=(\/[^ ;]+)/.exec(outcome.stdout)?.[1] ?? '/usr/bin/odoo';
}

/** A program is a Python itself, or names one in its first line. */
async function pythonFinding(program: string, config: Config): Promise<readonly Finding[]> {
  const python = /\/python[\d.]*$/.test(program) ? program : await interpreterOf(program);
  if (python === undefined || pathKind.read(python) === undefined) return [];
  const seen = `${program} runs with ${python}`;
  return [propose('Python of Odoo', seen, { key: 'PIP_PYTHON', value: python, present: config.PIP_PYTHON })];
}

async function interpreterOf(program: string): Promise<string | undefined> {
  const handle = await open(program).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    const line = buffer.subarray(0, bytesRead).toString('latin1').split('\n')[0] ?? '';
    if (/^#! *\/usr\/bin\/env +python3\b/.test(line)) return '/usr/bin/python3';
    return /^#! *(\/\S*\/python[\d.]*)/.exec(line)?.[1];
  } finally {
    await handle.close();
  }
}
