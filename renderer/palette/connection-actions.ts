import type { Commands } from '../app/commands';
import { isConnected } from '../connection/is-connected';
import { visible } from '../format/visible-text';
import { newDraft } from '../profiles/profile-draft';
import type { BusdeckStore } from '../store/store';
import type { PaletteAction } from './palette-actions';

const group = 'Connection';

/** Where Busdeck is connected to, and where else it could be. */
export function connectionActions(store: BusdeckStore, commands: Commands): PaletteAction[] {
  const { session, settings, target } = store.getState();
  const { connection, profile } = session;
  const action = (id: string, label: string, run: () => void): PaletteAction => ({ id, group, label, run });
  const isThere = isConnected(connection.state);
  return [
    ...(isThere ? [] : [action('connect', 'Connect', () => void commands.connectTarget(target))]),
    ...(connection.state === 'reconnecting'
      ? [action('reconnect', 'Try to connect now', () => void commands.reconnectNow())]
      : []),
    ...(isThere ? [action('disconnect', 'Disconnect', () => void commands.disconnect())] : []),
    ...settings.profiles
      .filter(({ id }) => !isThere || id !== profile?.id)
      .map(({ id, name }) =>
        action(`connect ${id}`, `Connect to ${visible(name)}`, () => void commands.connectProfile(id)),
      ),
    action('save-connection', 'Save this connection…', () =>
      store.actions.showDialog({ type: 'connections', draft: newDraft(store.getState().target) }),
    ),
    action('connections', 'Manage connections…', () => store.actions.showDialog({ type: 'connections' })),
  ];
}
