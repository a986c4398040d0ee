import { readFilestoreState } from '../sync/attachments/database/state.ts';
import { isLedByDatabase } from '../sync/attachments/mode.ts';
import type { MachineCheck } from './check.ts';
import { fine, warning } from './check.ts';

/** Production has every file that rows refer to, as far as runs have asked for them. */
export const lostFiles: MachineCheck = {
  kind: 'machine',
  id: 'lost-files',
  title: 'no file lost on production',
  roles: ['standby'],
  command: () => 'ot-verify --quick',
  freshSeconds: 0,
  async look({ context, config }) {
    if (!isLedByDatabase(config)) return undefined;
    const { absent } = await readFilestoreState(context, config);
    const lost = absent.filter(({ confirmed }) => confirmed).length;
    const values = { lost };
    if (lost === 0) return fine('no file that a row refers to is known to be lost on production', values);
    return warning({
      said: `${lost} files that rows refer to are lost on production too`,
      next: 'ot-verify --quick names them with their records. Restore them there from a backup: they come by themselves then.',
      values,
    });
  },
};
