import { useDefaultLayout } from 'react-resizable-panels';
import { preferenceStorage } from './preferences';

/** The sizes that a person gave the parts of a group; what the window does by itself is not kept. */
export function useKeptSizes(id: string) {
  return useDefaultLayout({ id, storage: preferenceStorage, onlySaveAfterUserInteractions: true });
}
