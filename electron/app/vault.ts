import { safeStorage } from 'electron';
import type { Vault } from '../session/settings/secrets';

/** The system's keychain. */
export const systemVault: Vault = {
  problem: () => {
    // This backend encrypts with a password that everybody knows, which is no protection.
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
      return 'This system has no keychain that Busdeck can use, so passwords are kept until Busdeck quits.';
    if (!safeStorage.isEncryptionAvailable())
      return 'The system’s keychain is not available, so passwords are kept until Busdeck quits.';
    return undefined;
  },
  encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
  decrypt: (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
};
