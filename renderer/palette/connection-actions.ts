import { isInside } from '../../shared/brokers';
import { maskPasswords } from '../../shared/window/mask-url';
import type { Commands } from '../commands/commands';
import { visible } from '../format/visible-text';
import { isConnected } from '../store/is-connected';
import { draftOfTarget } from '../store/profile-draft';
import type { Target } from '../store/settings';
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
    ...(isThere
      ? []
      : [action('connect', `Connect to ${nameOf(target)}`, () => void commands.connectTarget(target))]),
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
      commands.openDialog({ type: 'connections', draft: draftOfTarget(store.getState()) }),
    ),
  ];
}

/** As the top bar has it. */
function nameOf({ kind, url }: Target): string {
  return isInside(kind) ? 'the in-memory bus' : visible(maskPasswords(url));
}
