import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDeviceFloppy, IconDots, IconFolderOpen, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { Group, Panel } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useCommands } from '../commands/use-commands';
import { VisibleText } from '../format/visible-text';
import { PanelEdge } from '../layout/panel-edge';
import { useKeptLayout } from '../layout/use-kept-layout';
import { keysLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck } from '../store/react';
import { closeScenario, editScenario, isUnsaved, scenarioLook, showSide } from '../store/scenario';
import { NoScenario } from './no-scenario';
import { RunBar } from './run-bar';
import { RunView } from './run-view';
import classes from './scenario.module.css';
import { ScenarioEditor } from './scenario-editor';
import { leaveScenario } from './scenario-edits';

/** So long after the last key the text is looked at, ms. */
const checkAfterMs = 250;

/** A scenario beside the panes that show its run: its text, its steps and what it expects. */
export function ScenarioPanel() {
  const commands = useCommands();
  const { written, check, play } = useStore(scenarioLook);
  const sizes = useKeptLayout('scenario');
  const [shown, setShown] = useState<{ readonly line: number }>();
  useCheck();
  useShortcut('focusTopic', () => {
    showSide('composer');
    // It cannot take the focus before it is drawn.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('[data-testid="compose-topic"]')?.focus(),
    );
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || written === undefined) return;
    if (event.key === 'Enter') void commands.playScenario(event.shiftKey ? 'step' : 'whole');
    else if (event.key.toLowerCase() === 's' && !event.shiftKey) void commands.saveScenario();
    else return;
    event.preventDefault();
  }

  const running = play?.outcome.steps.find(({ state, file }) => state === 'running' && file === undefined);
  return (
    <section
      className={classes.panel}
      aria-label="Scenario"
      data-part="scenario"
      data-testid="scenario"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <Head />
      {written === undefined ? (
        <NoScenario />
      ) : (
        <>
          <RunBar />
          <div className={classes.parts}>
            <Group orientation="vertical" {...sizes}>
              <Panel id="text" minSize={90} defaultSize="50%">
                <ScenarioEditor
                  key={written.key}
                  text={written.text}
                  problems={check?.text === written.text ? check.found.problems : none}
                  running={running?.line}
                  shown={shown}
                  onChange={editScenario}
                />
              </Panel>
              <PanelEdge label="Height of the scenario’s text" />
              <Panel id="run" minSize={90}>
                <RunView onShowLine={(line) => setShown({ line })} />
              </Panel>
            </Group>
          </div>
        </>
      )}
    </section>
  );
}

const none: readonly never[] = [];

/** Asks for the mistakes of what is written, a little after it was. */
function useCheck(): void {
  const commands = useCommands();
  const text = useStore(scenarioLook, ({ written }) => written?.text);
  const documentId = useStore(scenarioLook, ({ written }) => written?.documentId);
  const connection = useBusdeck((s) => s.session.connectionCount);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it names lies beside its file, and notes are about the connection
  useEffect(() => {
    if (text === undefined) return;
    const isFirst = scenarioLook.getState().check === undefined;
    const timer = setTimeout(() => void commands.checkScenario(), isFirst ? 0 : checkAfterMs);
    return () => clearTimeout(timer);
  }, [commands, text, documentId, connection]);
}

function Head() {
  const commands = useCommands();
  const { written } = useStore(scenarioLook);
  const unsaved = useStore(scenarioLook, isUnsaved);
  const open = () => leaveScenario(commands, () => void commands.openScenario());
  return (
    <div className={classes.head}>
      <h2 className={classes.name} data-testid="scenario-name" data-unsaved={unsaved || undefined}>
        {written === undefined ? 'Scenario' : <VisibleText text={written.name} />}
        {unsaved && <span className={classes.unsaved}> not saved</span>}
      </h2>
      {written !== undefined && (
        <>
          <Tooltip label="Open a scenario">
            <ActionIcon aria-label="Open a scenario" data-testid="scenario-open" onClick={open}>
              <IconFolderOpen size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={`Save (${keysLabel('mod+S')})`}>
            <ActionIcon
              aria-label="Save the scenario"
              data-testid="scenario-save"
              onClick={() => void commands.saveScenario()}
            >
              <IconDeviceFloppy size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <MoreMenu />
        </>
      )}
      <Tooltip label="Back to the composer">
        <ActionIcon
          aria-label="Back to the composer"
          data-testid="scenario-hide"
          onClick={() => showSide('composer')}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function MoreMenu() {
  const commands = useCommands();
  const leave = (goOn: () => void) => () => leaveScenario(commands, goOn);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="More of the scenario" data-testid="scenario-more">
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item data-testid="scenario-new" onClick={leave(commands.newScenario)}>
          New
        </Menu.Item>
        <Menu.Item data-testid="scenario-save-as" onClick={() => void commands.saveScenario(true)}>
          Save as…
        </Menu.Item>
        <Menu.Item data-testid="scenario-from-deeds" onClick={leave(() => void commands.scenarioOfDeeds())}>
          Save what I did
        </Menu.Item>
        <Menu.Item data-testid="scenario-close" onClick={leave(closeScenario)}>
          Close
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
