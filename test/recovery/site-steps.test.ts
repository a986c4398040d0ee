import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startIncident } from '../../src/recovery/incident.ts';
import { runStep } from '../../src/recovery/run-step.ts';
import { readChecklist } from '../../src/recovery/site-steps.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

const put = (name: string, after: string, id = name.replace(/^\d+-/, '')) =>
  // JSON is YAML.
  place.write(`steps/${name}.yaml`, JSON.stringify({ id, title: id, text: 'why', after }));

async function read() {
  const { steps, problems } = await readChecklist(place.context, {
    ...place.config,
    RECOVERY_DIR: place.at('steps'),
  });
  return { ids: steps.map(({ id }) => id), problems };
}

test('steps behind the same step stand in the order of their files, each with those behind it', async () => {
  put('10-first', 'fence');
  put('20-second', 'fence');
  put('15-within', 'first');
  const { ids, problems } = await read();
  expect(ids.slice(ids.indexOf('fence'), ids.indexOf('image'))).toEqual([
    ...['fence', 'first', 'within', 'second'],
  ]);
  expect(problems).toEqual([]);
});

test('a step may stand behind one of a later file', async () => {
  put('10-needs', 'later');
  put('20-later', 'fence');
  const { ids } = await read();
  expect(ids.slice(2, 5)).toEqual(['fence', 'later', 'needs']);
});

test('what cannot be used is named, and takes nothing else down', async () => {
  put('10-good', 'smoke');
  put('11-twice', 'smoke', 'good');
  put('12-lost', 'nowhere');
  put('13-circle', 'ring');
  put('14-ring', 'circle');
  mkdirSync(place.at('steps/20-folder.yaml'));
  execFileSync('mkfifo', [place.at('steps/21-pipe.yaml')]);
  place.write('steps/22-long.yaml', `# ${'x'.repeat(70_000)}\n`);
  place.write('steps/23-tab.yaml', 'id: tab\n\ttitle: x\n');
  const { ids, problems } = await read();
  expect(ids).toHaveLength(10);
  const wrong = [
    /20-folder.yaml: not a file$/,
    /21-pipe.yaml: not a file$/,
    /22-long.yaml: larger than 64 KiB$/,
    /23-tab.yaml: /,
    /11-twice.yaml: there is a step "good" already$/,
    /12-lost.yaml: after: there is no step "nowhere"$/,
    /13-circle.yaml: after: "ring" has no place in the list itself$/,
    /14-ring.yaml: after: "circle" has no place in the list itself$/,
  ];
  expect(problems).toEqual(wrong.map((each) => expect.stringMatching(each)));
});

test('a folder that cannot be read is named; none is fine', async () => {
  expect((await read()).problems).toEqual([]);
  place.write('steps', '');
  expect((await read()).problems).toEqual([expect.stringMatching(/steps cannot be read \(ENOTDIR\)$/)]);
});

test.each(['two\nlines', 'red \u001b[31m'])(
  'a title that is no line of a list is named: %j',
  async (title) => {
    const step = { id: 'own', title, text: 'why', after: 'smoke' };
    place.write('steps/10-own.yaml', JSON.stringify(step));
    const { ids, problems } = await read();
    expect(ids).not.toContain('own');
    expect(problems).toEqual([expect.stringMatching(/10-own.yaml: title: it is not text of one line$/)]);
  },
);

test('what is quoted of a file is no more than text', async () => {
  put('10-own', 'smoke\u001b[2J');
  expect((await read()).problems).toEqual([expect.stringMatching(/there is no step "smoke\?\[2J"$/)]);
});

test('a step may have the name of what every object has', async () => {
  const id = 'constructor';
  const incident = await startIncident(place.context, place.config, { why: 'dark' });
  const run = async (command?: readonly string[]) => {
    place.write('steps/10-own.yaml', JSON.stringify({ id, title: id, text: 'why', after: 'smoke', command }));
    const { steps } = await readChecklist(place.context, {
      ...place.config,
      RECOVERY_DIR: place.at('steps'),
    });
    const step = steps.find((each) => each.id === id);
    if (step === undefined) throw new Error(`no step ${id}`);
    return runStep(place.context, place.config, { incident, step, inDrill: false });
  };
  await expect(run()).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('no program'),
  });
  expect(await run(['/bin/true'])).toEqual([]);
});
