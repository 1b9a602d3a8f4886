import { copyFile } from 'node:fs/promises';
import { timeStamp } from './files/replace-file';
import type { Session } from './session';
import type { SettingsStore } from './settings/settings-store';

/** What the settings were before is beside them under this ending, with the time behind it: an earlier copy stays. */
export const beforeEmpty = '.before-start-empty';

/**
 * Leaves out what the window's page may have crashed of: the connection's subscribers, the kept ones of it and of the
 * in-memory bus, and the composer's draft. A copy of the settings with all of these stays beside their file; where it
 * cannot be made, nothing is left out and the failure is thrown.
 */
export async function startEmpty(settings: SettingsStore, session: Session): Promise<void> {
  await settings.flush();
  await copyFile(settings.path, `${settings.path}${beforeEmpty}-${timeStamp()}`).catch(
    (error: NodeJS.ErrnoException) => {
      // There were no settings to lose.
      if (error.code !== 'ENOENT') throw error;
    },
  );
  await session.beginEmpty(settings.current.preferences.retry);
  settings.keep({ draft: undefined });
}
