import { fingerprint } from '../../../src/machines/known-hosts.ts';
import { marks } from '../../../src/marks.ts';
import { editedLines } from '../../edit-line.ts';
import type { Line } from '../../line.ts';
import { line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import type { Overlay, State, Wait } from '../state.ts';
import { seen } from '../state.ts';

type Part = Extract<Overlay, { readonly kind: 'pin' | 'line' | 'wait' }>;

/** What the page "Access" opens: the host key, the line for production, the wait for the login. */
export function accessPart(state: State, part: Part, columns: number): readonly Line[] {
  if (part.kind === 'line') return lineLines(state, columns);
  return part.kind === 'wait' ? waitLines(part.wait, columns) : pinLines(state, part, columns);
}

function pinLines({ facts }: State, { typed }: Extract<Part, { kind: 'pin' }>, columns: number) {
  const hostKeys = seen(facts.hostKeys);
  if (hostKeys === undefined) return [line('Production shows no host key now.', 'warning')];
  const told = (text: string) => paragraph(text, columns);
  const keys = hostKeys.shown.flatMap((key) =>
    paragraph(`${key.type} ${fingerprint(key)}`, columns, { indent: '  ', tone: 'key' }),
  );
  const changed = hostKeys.state === 'changed';
  const warning =
    'These are other keys than the pinned ones: production was reinstalled, or somebody else answers.';
  const prompt = changed
    ? 'Paste the fingerprint that production itself shows:'
    : 'Is it the same? Type yes, or paste the fingerprint:';
  return [
    line(`Host key of ${hostKeys.name}`, 'strong'),
    [],
    ...keys,
    [],
    ...(changed ? [...paragraph(warning, columns, { tone: 'bad' }), []] : []),
    ...told('Compare it with what production itself shows there:'),
    line('  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', 'key'),
    [],
    ...told('It is pinned at once, and stays when you leave without writing.'),
    [],
    line(prompt, 'strong'),
    ...editedLines(typed, columns),
  ];
}

function lineLines({ facts }: State, columns: number): readonly Line[] {
  const found = seen(facts.authorization);
  if (found === undefined) return [line('There is no line yet.', 'warning')];
  return [
    line('The line for authorized_keys on production', 'strong'),
    ...paragraph('p shows it outside of the form, unbroken, to be copied; s saves it to a file.', columns, {
      tone: 'faint',
    }),
    [],
    ...paragraph(found.line, columns, { tone: 'key' }),
    [],
    ...found.steps.flatMap((step) =>
      paragraph(step.trim(), columns, { indent: /^ */.exec(step)?.[0] ?? '' }),
    ),
  ];
}

function waitLines({ tries, last, over }: Wait, columns: number): readonly Line[] {
  const well = last?.verdict === 'ok';
  const state = over
    ? well
      ? span(`${marks.good} production lets us in`, 'good')
      : span(`${marks.bad} it did not work in this time`, 'bad')
    : span(`${marks.running} waiting; tried ${tries} time${tries === 1 ? '' : 's'}`, 'warning');
  return [
    line('Waiting for the first login on production', 'strong'),
    [],
    [state],
    [],
    ...(last === undefined ? [] : paragraph(last.seen, columns)),
    ...(last?.next === undefined || well ? [] : paragraph(`→ ${last.next}`, columns, { tone: 'faint' })),
    [],
    ...paragraph(over ? 'Enter leads back.' : 'Put the line there meanwhile. Esc ends the waiting.', columns),
  ];
}
