import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { isServiceActive, isServiceEnabled, startService } from '../../machines/services.ts';

/** The unit that keeps the filestore complete where an administrator has enabled it. */
export const followUnit = 'ot-attachments-follow.service';

/**
 * Starts that unit again where it is enabled and does not run: ot-disable-sync ends it for good, and only a boot would
 * bring it back. Whether it was started. Throws `program` with what systemd said.
 */
export async function resumeFollowing(context: Context, config: Config): Promise<boolean> {
  if (config.FILESTORE_MODE !== 'database') return false;
  if (!(await isServiceEnabled(context, config, followUnit))) return false;
  if (await isServiceActive(context, config, followUnit)) return false;
  await startService(context, config, followUnit);
  return true;
}
