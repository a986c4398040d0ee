import type { Probe } from '../../recovery/signs-of-life.ts';
import { probePorts } from '../../recovery/signs-of-life.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine, untold, warning } from '../check.ts';

/** Production's ports answer: ssh, which the syncs need, and what else shows that it lives. */
export const production: MachineCheck = {
  kind: 'machine',
  id: 'production',
  title: 'production answers',
  roles: ['standby', 'unknown'],
  // Each knock leaves a line in production's logs.
  freshSeconds: 300,
  command: () => 'ot-connection-test',
  async look({ context, config, facts }) {
    if (config.SYNCSRC === 'NOT-SET') {
      return untold({ said: 'production is not known (SYNCSRC)', next: 'Run ot-configure.' });
    }
    const probes = await probePorts(context, config);
    const streams = facts.replication.state === 'known' && facts.replication.value.feed === 'streaming';
    const values = { ...Object.fromEntries(probes.map(({ name, what }) => [name, what])), streams };
    const ssh = probes.find(({ name }) => name === 'ssh');
    if (ssh?.sign === 'alive') return fine(`production answers: ${names(probes)}`, values);
    const silent = ssh === undefined ? named(probes) : `production's ssh ${ssh.what}`;
    const next = 'See whether production is up, and the way to it: ot-connection-test.';
    if (!streams && probes.every(({ sign }) => sign === 'unknown')) {
      return failing({ said: `it cannot be told whether production lives: ${silent}`, next, values });
    }
    if (!streams && probes.every(({ sign }) => sign !== 'alive')) {
      const said = `production shows no sign of life: ${silent}`;
      return failing({ said, next: `${next} If it is lost: ot-recovery start.`, values });
    }
    return warning({ said: `${silent}; nothing can be synced`, next, values });
  },
};

/** What stands in the way of every look. */
function named(probes: readonly Probe[]): string {
  return probes.map(({ what }) => what).join('; ');
}

function names(probes: readonly Probe[]): string {
  return probes.flatMap(({ name, sign }) => (sign === 'alive' ? [name] : [])).join(', ');
}
