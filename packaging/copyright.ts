import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licences } from './licences.ts';
import { root } from './places.ts';

/** The copyright file: of this program, of the npm packages in it, and of Node. */
export function copyright(modules: readonly string[]): string {
  const ours = readFileSync(join(root, 'LICENSE'), 'utf8');
  const found = modules.map(readModule);
  const used = new Set(['MIT', ...found.map(({ license }) => license)]);
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: ot-redundancy',
    'Comment: The program /usr/lib/ot-redundancy/ot-redundancy contains Node.js and the npm packages below.',
    ' The licences of the libraries in Node.js are in third-party-notices.gz beside this file.',
    '',
    stanza('*', holders(ours), 'MIT'),
    stanza('node/*', ['Node.js contributors', 'Joyent, Inc. and other Node contributors'], 'MIT'),
    ...found.map((each) => stanza(`node_modules/${each.name}/*`, each.holders, each.license)),
    ...[...used].map((license) => paragraph(license)),
  ].join('\n');
}

interface Module {
  readonly name: string;
  readonly holders: readonly string[];
  readonly license: string;
}

function readModule(name: string): Module {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const about: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof about !== 'object' || about === null || !('license' in about)) {
    throw new Error(`${name} goes into the program and has no licence`);
  }
  const author = 'author' in about ? [`${String(about.author)} and contributors`] : [];
  const named = file === undefined ? author : holders(readFileSync(join(folder, file), 'utf8'));
  return { name, holders: named, license: String(about.license) };
}

/** Who holds the copyright, by the lines of a licence that say so. */
function holders(text: string): readonly string[] {
  const lines = [...text.matchAll(/^\W*copyright (?:\(c\) |© |)(?=\d|[A-Z])(.*)$/gim)];
  return lines.map(([, holder = '']) => holder.trim());
}

function stanza(files: string, copyrights: readonly string[], license: string): string {
  if (copyrights.length === 0) throw new Error(`the licence of ${files} names nobody`);
  return [
    `Files: ${files}`,
    `Copyright: ${copyrights.join('\n ')}`,
    `License: ${known(license).name}`,
    '',
  ].join('\n');
}

function paragraph(license: string): string {
  const { name, text } = known(license);
  const lines = text.trim().split('\n');
  return [`License: ${name}`, ...lines.map((line) => (line === '' ? ' .' : ` ${line}`)), ''].join('\n');
}

function known(license: string): { readonly name: string; readonly text: string } {
  const found = licences.get(license);
  if (found === undefined) throw new Error(`the licence ${license} is not in packaging/licences.ts`);
  return found;
}
