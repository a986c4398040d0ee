import type { ProbeResult } from '../../src/checks/connection/probe.ts';
import { probeMarks } from '../../src/checks/connection/probe.ts';
import { testConnection } from '../../src/checks/connection/test-connection.ts';
import { marks } from '../../src/marks.ts';
import { configFile, defineCommand, jsonOption } from '../command.ts';

/** A probe's result in one line, and what to do about it in a second one. */
export function probeLines({ probe, verdict, seen, next }: ProbeResult): readonly string[] {
  const line = `${marks[probeMarks[verdict]]} ${probe.padEnd(13)} ${seen}`;
  return next === undefined ? [line] : [line, `     → ${next}`];
}

/** ot-connection-test. */
export const connectionTest = defineCommand({
  name: 'ot-connection-test',
  summary: 'look at every step between this standby and production',
  description: [
    'Looks, in this order, at: the configuration; the name of production; its ssh port; its host key against the pinned one; the login; whether the key is held to the gate; read access to everything that the syncs read; rsync on both machines; the clocks; PostgreSQL replication as seen from here; free disk space.',
    'Each line says what was seen: [OK], [! ] for a warning, [!!] for what keeps syncs from working, [--] for what could not be looked at or does not apply; below it, what to do. Nothing is changed, and whether production answers ping does not count.',
  ],
  options: jsonOption,
  files: [configFile, { path: '/var/lib/ot-redundancy/known_hosts', about: "production's pinned host key" }],
  exits: ['failed', 'configuration', 'unreachable', 'interrupted'],
  examples: [{ line: 'sudo ot-connection-test', about: 'See whether syncs can work:' }],
  async run({ context, options, configPath, print }) {
    const json = options.json === true;
    const worthTelling = ({ verdict }: ProbeResult) => options.quiet !== true || verdict === 'failed';
    const tell = (result: ProbeResult) => {
      if (!json && worthTelling(result)) probeLines(result).forEach(print);
    };
    const { probes, exit } = await testConnection(context, configPath, tell);
    if (json) print(JSON.stringify({ schemaVersion: 1, exit, probes: probes.map(withoutExit) }));
    return exit;
  },
});

function withoutExit({ probe, verdict, seen, next }: ProbeResult): object {
  return { probe, verdict, seen, ...(next === undefined ? {} : { next }) };
}
