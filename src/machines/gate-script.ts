import { readFileSync } from 'node:fs';

/** The forced-command script for production. The build puts the text itself in the place of this read. */
export const gateScript: string = readFileSync(new URL('gate.sh', import.meta.url), 'utf8');
