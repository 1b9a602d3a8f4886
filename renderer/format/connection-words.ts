import {
  type Icon,
  IconCircleCheck,
  IconCircleX,
  IconHandStop,
  IconLoader2,
  IconPlugOff,
  IconRefresh,
} from '@tabler/icons-react';
import type { ConnectionState } from '../../shared/bus/connection';

interface ConnectionLook {
  readonly word: string;
  readonly icon: Icon;
  readonly tone: 'quiet' | 'active' | 'good' | 'warning' | 'bad';
}

/** How each state looks: word, icon and colour together. */
export const connectionLooks: Record<ConnectionState, ConnectionLook> = {
  idle: { word: 'Not connected', icon: IconPlugOff, tone: 'quiet' },
  connecting: { word: 'Connecting', icon: IconLoader2, tone: 'active' },
  ready: { word: 'Connected', icon: IconCircleCheck, tone: 'good' },
  blocked: { word: 'Blocked', icon: IconHandStop, tone: 'warning' },
  reconnecting: { word: 'Reconnecting', icon: IconRefresh, tone: 'warning' },
  failed: { word: 'Failed', icon: IconCircleX, tone: 'bad' },
  closed: { word: 'Disconnected', icon: IconPlugOff, tone: 'quiet' },
};
