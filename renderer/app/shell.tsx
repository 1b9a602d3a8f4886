import { useMediaQuery } from '@mantine/hooks';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Composer } from '../compose/composer';
import { ConnectionBar } from '../connection/connection-bar';
import { StatusBar } from '../status-bar/status-bar';
import { PaneGrid } from '../subscribers/pane-grid';
import { Inspector } from './inspector';
import classes from './shell.module.css';

/** Below this width the inspector goes under the panes, so that three of them still fit side by side. */
const wide = '(min-width: 1180px)';

/** The whole window: connection on top, composer, panes and inspector, numbers at the bottom. */
export function Shell() {
  const isWide = useMediaQuery(wide, window.matchMedia(wide).matches);
  return (
    <div className={classes.shell}>
      <ConnectionBar />
      <Group className={classes.body ?? ''} orientation="horizontal">
        <Panel
          id="composer"
          defaultSize={isWide ? 300 : 248}
          minSize={220}
          maxSize="40%"
          groupResizeBehavior="preserve-pixel-size"
        >
          <Composer />
        </Panel>
        <Separator className={classes.separator} aria-label="Width of the composer" />
        <Panel id="work" minSize={400}>
          <Group orientation={isWide ? 'horizontal' : 'vertical'} key={isWide ? 'wide' : 'narrow'}>
            <Panel id="panes" minSize={isWide ? 320 : 160}>
              <PaneGrid />
            </Panel>
            <Separator className={classes.separator} aria-label="Size of the inspector" />
            <Panel
              id="inspector"
              defaultSize={isWide ? 380 : 190}
              minSize={isWide ? 300 : 36}
              groupResizeBehavior="preserve-pixel-size"
            >
              <Inspector />
            </Panel>
          </Group>
        </Panel>
      </Group>
      <StatusBar />
    </div>
  );
}
