import { printable } from '../../machines/must.ts';
import type { LastDocument } from '../../odoo/last-documents.ts';
import { lastDocuments } from '../../odoo/last-documents.ts';
import type { Tour } from '../../postgres/tour.ts';

/** The newest document of each kind, for eyes that know what should be there. Throws `database`. */
export async function newestDocuments(tour: Tour, database: string): Promise<readonly string[]> {
  return (await lastDocuments(tour, database, 1)).map(lineOf);
}

function lineOf({ kind, database, name, record, createdAt }: LastDocument): string {
  const parts = [name ?? '', record === '' ? '' : `(${record})`].filter((part) => part !== '');
  const label = parts.length === 0 ? 'without name' : parts.join(' ');
  const time = createdAt === null ? 'no time' : createdAt.replace('T', ' ').replace('Z', ' UTC');
  return printable(`look at: last ${kind} in ${database}: ${label}, ${time}`);
}
