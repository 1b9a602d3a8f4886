import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import { confirm } from '../ask/confirm';
import { confirmTopic } from '../ask/confirm-topic';
import { useBusdeck } from '../store/react';
import type { BusdeckState, BusdeckStore } from '../store/store';

interface Deed {
  readonly selection: DeadLetterSelection;
  /** What will be done, to how many. */
  readonly title: string;
  readonly text: string;
  readonly verb: string;
  readonly dangerous: boolean;
  readonly run: (selection: DeadLetterSelection) => void;
}

/** The name of the connection, where it is production. */
const productionOf = ({ session: { profile } }: BusdeckState) =>
  profile?.production ? profile.name : undefined;

/** For what is no component. */
export function askBefore(store: BusdeckStore, deed: Deed): Promise<void> {
  return asking(productionOf(store.getState())).askBefore(deed);
}

export function useAskBefore() {
  return asking(useBusdeck(productionOf));
}

/**
 * Asks once before something is done to dead letters. Where they are many and the connection is production, the answer is
 * the topic's name, which the main process wants to hear; so it does not ask again.
 */
function asking(production: string | undefined) {
  const isGuarded = ({ ids }: DeadLetterSelection): boolean =>
    production !== undefined && (ids === 'all' || ids.length > 1);

  /** Ends when the question is answered. */
  async function askBefore({ selection, run, ...question }: Deed): Promise<void> {
    if (!isGuarded(selection)) {
      const isSure = await new Promise<boolean>((resolve) => {
        confirm({ ...question, onYes: () => resolve(true), onNo: () => resolve(false) });
      });
      if (isSure) run(selection);
      return;
    }
    const confirmedTopic = await confirmTopic({
      ...question,
      of: 'topic',
      name: selection.topic,
      text: `${question.text} ${production} is a production connection: type the topic’s name to go on.`,
    });
    if (confirmedTopic !== undefined) run({ ...selection, confirmedTopic });
  }

  return { askBefore, isGuarded };
}
