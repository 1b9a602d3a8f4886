import { Group, Panel } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { BrokerView } from '../broker/broker-view';
import { ConnectionBar } from '../connection/connection-bar';
import { FirstRunStrip } from '../first-run/first-run-strip';
import { ErrorBoundary } from '../layout/error-boundary';
import { PanelEdge } from '../layout/panel-edge';
import { useIsWide } from '../layout/use-is-wide';
import { useKeptLayout } from '../layout/use-kept-layout';
import { Palette } from '../palette/palette';
import { useShortcut } from '../shortcuts/use-shortcut';
import { StatusBar } from '../status-bar/status-bar';
import { middleView, showMiddle } from '../store/middle-view';
import { PaneGrid } from '../subscribers/pane-grid';
import { Inspector } from './inspector';
import classes from './shell.module.css';
import { Side } from './side';
import { useNeighbours } from './use-neighbours';
import { useOpenOnChoice } from './use-open-on-choice';
import { useParts } from './use-parts';
import { useSideWidth } from './use-side-width';

/** What is left of the inspector under the panes when it is folded: its tabs. */
const foldedHeight = 36;

/** The whole window: connection on top, composer, panes and inspector, status bar at the bottom. */
export function Shell() {
  const isWide = useIsWide();
  const { panel, group, first, most, label } = useSideWidth(isWide);
  const columns = useKeptLayout(group);
  useParts();
  useNeighbours();
  return (
    <div className={classes.shell}>
      <div>
        <ErrorBoundary what="The connection">
          <ConnectionBar />
        </ErrorBoundary>
        <ErrorBoundary what="The first steps">
          <FirstRunStrip />
        </ErrorBoundary>
      </div>
      <main className={classes.body}>
        <Group key={isWide ? 'wide' : 'narrow'} orientation="horizontal" {...columns}>
          <Panel
            id="composer"
            panelRef={panel}
            defaultSize={first}
            minSize={220}
            maxSize={most}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Side />
          </Panel>
          <PanelEdge label={label} />
          <Panel id="work" minSize={400}>
            <ErrorBoundary what="The panes and the inspector">
              {isWide ? <WorkBeside /> : <WorkAbove />}
            </ErrorBoundary>
          </Panel>
        </Group>
      </main>
      <ErrorBoundary what="The status bar">
        <StatusBar />
      </ErrorBoundary>
      <ErrorBoundary what="The list of actions">
        <Palette />
      </ErrorBoundary>
    </div>
  );
}

/** The subscribers here, or all that is on the broker. */
function Middle() {
  const { view } = useStore(middleView);
  useShortcut('showConsole', () => showMiddle('console'));
  useShortcut('showBroker', () => showMiddle('broker'));
  return view === 'broker' ? (
    <ErrorBoundary what="The broker" ways={[{ label: 'Show the console', run: () => showMiddle('console') }]}>
      <BrokerView />
    </ErrorBoundary>
  ) : (
    <ErrorBoundary what="The list of subscribers">
      <PaneGrid />
    </ErrorBoundary>
  );
}

/** The panes with the inspector at their side. */
function WorkBeside() {
  const layout = useKeptLayout('work-beside');
  return (
    <Group orientation="horizontal" {...layout}>
      <Panel id="panes" minSize={320}>
        <Middle />
      </Panel>
      <PanelEdge label="Width of the inspector" />
      <Panel id="inspector" defaultSize="27%" minSize={340} groupResizeBehavior="preserve-pixel-size">
        <Inspector />
      </Panel>
    </Group>
  );
}

/** The panes with the inspector under them, folded until something is chosen. */
function WorkAbove() {
  const inspector = useOpenOnChoice(230);
  const layout = useKeptLayout('work-above');
  return (
    <Group orientation="vertical" {...layout}>
      <Panel id="panes" minSize={200}>
        <Middle />
      </Panel>
      <PanelEdge label="Height of the inspector" />
      <Panel
        id="inspector"
        panelRef={inspector}
        defaultSize={foldedHeight}
        minSize={140}
        collapsible
        collapsedSize={foldedHeight}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Inspector />
      </Panel>
    </Group>
  );
}
