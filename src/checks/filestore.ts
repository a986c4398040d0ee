import { formatSeconds } from '../figures.ts';
import type { FactCheck } from './check.ts';
import { fine, untold, warning } from './check.ts';

const daySeconds = 86_400;

/** Every file that the database refers to is here and good, as the last verification saw it. */
export const filestore: FactCheck = {
  kind: 'facts',
  id: 'filestore',
  title: 'filestore',
  roles: ['standby', 'primary', 'unknown'],
  command: () => 'ot-verify',
  judge({ verification, role }, config) {
    const days = config.LATE_VERIFY_DAYS;
    if (verification === undefined) {
      const said = 'the filestore was never verified here, or the result cannot be read';
      return untold({ said, next: 'ot-verify reads every file once and compares it with the database.' });
    }
    const { at, ageSeconds, kind, referred, bad } = verification;
    const values = { at, kind, referred, bad };
    if (bad > 0) {
      const said = `${bad} files of the filestore are missing or bad (last verification)`;
      const next = 'ot-verify names them; ot-verify --repair fetches them.';
      return warning({ said, next, values });
    }
    const age = formatSeconds(ageSeconds);
    if (role.kind === 'standby' && ageSeconds > days * daySeconds) {
      const said = `the filestore was last verified ${age} ago, more than ${days} days (LATE_VERIFY_DAYS)`;
      return warning({ said, next: 'ot-verify', values });
    }
    return fine(`all ${referred} files good, verified ${age} ago`, values);
  },
};
