import {
  type Icon,
  IconAlertTriangle,
  IconCircleX,
  IconPlayerPause,
  IconPlugOff,
  IconPointFilled,
  IconRefresh,
} from '@tabler/icons-react';
import type { SubscriberState } from '../../shared/bus/bus-event';

interface StateLook {
  readonly word: string;
  readonly icon: Icon;
  readonly tone: 'quiet' | 'good' | 'warning' | 'bad';
}

export const stateLooks: Record<SubscriberState, StateLook> = {
  consuming: { word: 'listening', icon: IconPointFilled, tone: 'good' },
  paused: { word: 'paused', icon: IconPlayerPause, tone: 'quiet' },
  recovering: { word: 'recovering', icon: IconRefresh, tone: 'warning' },
  stuck: { word: 'stuck', icon: IconAlertTriangle, tone: 'bad' },
  failed: { word: 'failed', icon: IconCircleX, tone: 'bad' },
  closed: { word: 'closed', icon: IconPlugOff, tone: 'quiet' },
};
