import { showMiddle } from '../store/middle-view';
import type { BusdeckStore } from '../store/store';
import { type Ask, valueIn } from './asking';

/** Watching what others do with a topic. */
export function tapCommands({ actions, getState }: BusdeckStore, ask: Ask) {
  async function open(topic: string, trace: boolean) {
    const answer = await ask('Not tapped', 'tap', { topic, trace });
    if (answer.ok) showMiddle('console');
    return answer;
  }

  return {
    /** Asks first where the broker would have to trace for it. */
    tap: async (topic: string): Promise<void> => {
      const tracing = valueIn(await ask('Not tapped', 'tracing', {}));
      if (tracing === undefined) return;
      if (tracing.state === 'none' || tracing.state === 'on') await open(topic, tracing.state === 'on');
      else actions.showDialog({ type: 'tap', topic, tracing });
    },
    openTap: open,
    untap: (tapId: string) => ask('The tap was not closed in order', 'untap', { tapId }),
    isTapped: (topic: string): boolean => getState().session.taps.some((tap) => tap.topic === topic),
  };
}
