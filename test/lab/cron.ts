/** A machine's real cron: started, its mails caught, a rare line of the package brought forward. */
import type { Machine } from './machine.ts';
import { until } from './ready.ts';
import type { JobName } from './runs.ts';

const dropIn = '/etc/cron.d/ot-lab';
const mails = '/var/tmp/mails';

/** Lets cron do what the package has it do; it stands still after `installOn`. */
export async function startCron(machine: Machine): Promise<void> {
  await machine.ok('systemctl enable -q --now cron');
}

/** Ends cron, and waits for the run of a job that it has begun. */
export async function stopCron(machine: Machine, job: JobName): Promise<void> {
  await machine.ok('systemctl disable -q --now cron');
  await machine.ok(`flock -w 240 /run/ot-redundancy/${job}.lock true`, { timeout: 250 });
}

/** Takes in what cron mails, instead of a mail server; a job that says something shows that it does. */
export async function catchMail(machine: Machine): Promise<void> {
  await machine.put('/usr/sbin/sendmail', `#!/bin/sh\ncat >> ${mails}\n`, '755');
  await machine.put('/etc/cron.d/ot-lab-control', '* * * * * root echo cron mails this\n');
}

/** The subjects of what cron has mailed since it was asked last, once all that it began has ended. */
export async function readMail(machine: Machine): Promise<readonly string[]> {
  await until(machine, `[ -s ${mails} ]`, 75);
  // cron's children stay until what they started has ended and its output is mailed.
  await until(machine, '! pgrep -P "$(cat /run/crond.pid)" >/dev/null', 240);
  const text = await machine.ok(`cat ${mails} && rm ${mails}`);
  return text.split('\n').filter((line) => line.startsWith('Subject: '));
}

/** The mail of the job that always says something. */
export const controlMail = 'Subject: Cron <root@lab-standby> echo cron mails this';

/**
 * Has cron run the lines of the package's own file that name `command`, at the next minute that it can still get
 * ready for, and once only: everything of the line but its time is as the package has it.
 */
export async function runFromCron(machine: Machine, command: string): Promise<void> {
  const own = await machine.ok('cat /etc/cron.d/ot-redundancy');
  const settings = own.split('\n').filter((line) => /^[A-Z_]+=/.test(line));
  const lines = own
    .split('\n')
    .filter((line) => /^[\d*]/.test(line) && line.includes(`/usr/sbin/${command} `));
  if (lines.length !== 1) throw new Error(`not one line of cron runs ${command}:\n${own}`);
  const [minute = '', hour = ''] = (await machine.ok("date -d '+64 seconds' '+%-M %-H'")).trim().split(' ');
  const timed = lines.map((line) => line.replace(/^\S+ \S+ \S+ \S+ \S+/, `${minute} ${hour} * * *`));
  await machine.put(dropIn, [...settings, ...timed, ''].join('\n'));
}
