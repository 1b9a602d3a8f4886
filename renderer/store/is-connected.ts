import type { ConnectionState } from '../../shared/bus/connection';

/** Only these have something to disconnect. */
const connected: Record<ConnectionState, boolean> = {
  idle: false,
  connecting: true,
  ready: true,
  blocked: true,
  reconnecting: true,
  failed: false,
  closed: false,
};

export function isConnected(state: ConnectionState): boolean {
  return connected[state];
}
