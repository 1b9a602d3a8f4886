import { firstScenario } from '../../shared/scenario/first';
import { scenarioLook, showScenario } from '../store/scenario';
import type { BusdeckStore } from '../store/store';
import { type Ask, valueIn } from './asking';

/** What a person can ask for about scenarios. */
export function scenarioCommands({ getState }: BusdeckStore, ask: Ask) {
  const written = () => {
    const { text = '', documentId } = scenarioLook.getState().written ?? {};
    return { text, ...(documentId === undefined ? {} : { documentId }) };
  };

  return {
    openScenario: async (): Promise<void> => {
      const opened = valueIn(await ask('The scenario was not opened', 'openScenario', {}));
      if (opened) showScenario({ ...opened, saved: opened.text });
    },
    newScenario: (): void =>
      showScenario({ name: 'New scenario', text: firstScenario, saved: firstScenario }),
    scenarioOfDeeds: async (): Promise<void> => {
      const made = valueIn(await ask('What you did was not written down', 'scenarioOfDeeds', {}));
      if (made !== undefined) showScenario({ name: 'What I did', text: made.text });
    },
    /** False where it was not, or nowhere was chosen. */
    saveScenario: async (as = false): Promise<boolean> => {
      const { text, ...from } = written();
      const saved = valueIn(await ask('The scenario was not saved', 'saveScenario', { text, ...from, as }));
      const now = scenarioLook.getState().written;
      if (!saved || now === undefined) return false;
      scenarioLook.setState({ written: { ...now, ...saved, saved: text } });
      return true;
    },
    checkScenario: async (): Promise<void> => {
      const asked = written();
      const answer = await ask('The scenario could not be checked', 'checkScenario', asked, {
        inPlace: true,
      });
      const { text } = scenarioLook.getState().written ?? {};
      // What was typed meanwhile is asked about anew.
      if (answer.ok && text === asked.text) scenarioLook.setState({ check: { text, found: answer.value } });
      else if (!answer.ok) scenarioLook.setState({ error: answer.error });
    },
    playScenario: async (pace: 'whole' | 'step'): Promise<void> => {
      const { row } = scenarioLook.getState();
      const name = getState().session.profile?.name ?? '';
      scenarioLook.setState({ error: undefined });
      const answer = await ask(
        'The scenario was not run',
        'playScenario',
        { ...written(), ...(row === undefined ? {} : { row }), pace },
        { inPlace: true, asked: { of: 'connection', name } },
      );
      if (!answer.ok && answer.error.code !== 'cancelled') scenarioLook.setState({ error: answer.error });
    },
    stopScenario: () => ask('The scenario was not stopped', 'stopScenario', {}),
    tidyScenario: () => ask('Not all that it left is gone', 'tidyScenario', {}),
  };
}
