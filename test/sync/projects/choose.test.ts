import { expect, test } from 'vitest';
import type { Known } from '../../../src/sync/projects/choose.ts';
import { chooseProjects } from '../../../src/sync/projects/choose.ts';
import { parseProjects } from '../../../src/sync/projects/production-projects.ts';

const known = (parts: Partial<Known> & { readonly projects?: readonly string[] }): Known => ({
  there: { folders: new Set(parts.projects), projects: parts.projects ?? [], others: [], notes: [] },
  here: new Map(),
  owned: new Map(),
  brought: new Set(),
  ...parts,
});

test('[hazard 13] only what was brought, is a folder here and is gone there is taken away', () => {
  const here = new Map([
    ['odoo-ours', 'folder'],
    ['odoo-stranger', 'folder'],
    ['odoo-linked', 'link'],
    ['odoo-packaged', 'folder'],
  ] as const);
  const brought = new Set(['odoo-ours', 'odoo-linked', 'odoo-packaged', 'odoo-forgotten']);
  const choice = chooseProjects(known({ here, brought, owned: new Map([['odoo-packaged', 'package']]) }));
  expect(choice.remove).toEqual(['odoo-ours']);
  expect(choice.notes).toEqual([expect.stringContaining('odoo-stranger')]);
});

test('[hazard 13] what still stands there, project or not, is not taken away', () => {
  const there = { folders: new Set(['odoo-a']), projects: [], others: ['odoo-a'], notes: [] };
  const here = new Map([['odoo-a', 'folder']] as const);
  expect(chooseProjects(known({ there, here, brought: new Set(['odoo-a']) })).remove).toEqual([]);
});

test('what stood here before is taken over once', () => {
  const here = new Map([['odoo-a', 'folder']] as const);
  const projects = ['odoo-a', 'odoo-b'];
  expect(chooseProjects(known({ projects, here }))).toMatchObject({ keep: projects, takenOver: ['odoo-a'] });
  expect(chooseProjects(known({ projects, here, brought: new Set(['odoo-a']) })).takenOver).toEqual([]);
});

test.each(['-rf', 'odoo-a b', 'odoo-$(id)', 'odoo-a,b', 'odoo-\n', 'odoo-\xff', '..'])(
  '[promise 8] the name %j is left out',
  (name) => {
    const choice = chooseProjects(known({ projects: [name] }));
    expect([choice.keep, choice.problems]).toEqual([
      [],
      [expect.objectContaining({ what: expect.any(String) })],
    ]);
  },
);

test.each([
  'folder',
  'folder\0a',
  'folder\0../x\0',
  'folder\0a/b\0',
  'what\0a\0',
  'module\0/etc\0',
  'folder\0\0',
])('[promise 8] the answer %j is not believed', (text) => {
  expect(() => parseProjects(text)).toThrow('not understood');
});
