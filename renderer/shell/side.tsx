import { useStore } from 'zustand';
import { useCommands } from '../commands/use-commands';
import { Composer } from '../compose/composer';
import { ErrorBoundary } from '../layout/error-boundary';
import { lazily } from '../layout/lazily';
import { leaveScenario, ScenarioEdits } from '../scenario/scenario-edits';
import { useShortcut } from '../shortcuts/use-shortcut';
import { firstDraft } from '../store/draft';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { scenarioLook, showSide } from '../store/scenario';

const ScenarioPanel = lazily(() => import('../scenario/scenario-panel').then((m) => m.ScenarioPanel));

/** Left of the panes: where messages are made, or the scenario that is worked on. */
export function Side() {
  const commands = useCommands();
  const side = useStore(scenarioLook, (look) => look.side);
  useShortcut('showScenario', () => showSide(side === 'composer' ? 'scenario' : 'composer'));
  useShortcut('openScenario', () => leaveScenario(commands, () => void commands.openScenario()));
  return (
    <>
      <ScenarioEdits />
      {side === 'composer' ? (
        <SafeComposer />
      ) : (
        <ErrorBoundary
          what="The scenario"
          of={side}
          ways={[{ label: 'Show the composer', run: () => showSide('composer') }]}
        >
          <ScenarioPanel />
        </ErrorBoundary>
      )}
    </>
  );
}

function SafeComposer() {
  const { actions } = useBusdeckStore();
  const view = useBusdeck((s) => s.composerView);
  return (
    <ErrorBoundary
      what="The composer"
      of={view}
      ways={[
        { label: 'Begin with an empty message', run: () => actions.editDraft({ ...firstDraft, text: '' }) },
      ]}
    >
      <Composer />
    </ErrorBoundary>
  );
}
