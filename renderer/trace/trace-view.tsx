import { Modal } from '@mantine/core';
import { useState } from 'react';
import { Group, Panel } from 'react-resizable-panels';
import { useStore } from 'zustand';
import type { BusEvent } from '../../shared/bus/bus-event';
import { count } from '../format/numbers';
import { toSteps } from '../format/trace-steps';
import { VisibleText } from '../format/visible-text';
import { Empty } from '../layout/empty';
import { ErrorBoundary } from '../layout/error-boundary';
import { PanelEdge } from '../layout/panel-edge';
import { useIsWide } from '../layout/use-is-wide';
import { useKeptLayout } from '../layout/use-kept-layout';
import { MessageView } from '../payload/message-view';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck, useBusdeckStore, useDelivery } from '../store/react';
import type { ShownMessage } from '../store/shown-message';
import { maxTraceEvents } from '../store/trace';
import { toggleTraceMode, traceMode } from '../store/trace-mode';
import { Lanes } from './lanes';
import { Steps } from './steps';
import classes from './trace.module.css';
import { TraceBar } from './trace-bar';

/** The chosen message: what it is, and its life so far. */
export function TraceView() {
  const { actions } = useBusdeckStore();
  const isWide = useIsWide();
  const trace = useBusdeck((s) => s.trace);
  const sizes = useKeptLayout(isWide ? 'trace-tall' : 'trace-flat');
  const { mode } = useStore(traceMode);
  const [enlarged, setEnlarged] = useState(false);
  useShortcut('toggleLanes', toggleTraceMode);
  const names = useBusdeck((s) => s.session.programs);
  const chosenId = useBusdeck((s) => s.selection?.deliveryId);
  const chosen = useDelivery(chosenId);
  if (trace === undefined) {
    return <Empty>Choose a delivery to see its payload and every step of its life.</Empty>;
  }
  const message: ShownMessage | undefined =
    chosen?.messageId === trace.messageId
      ? { ...chosen.message, deliveryId: chosen.deliveryId }
      : messageOf(trace.events, chosenId);
  return (
    <div
      className={classes.trace}
      data-testid="trace"
      data-message-id={trace.messageId}
      data-status={trace.status}
      data-flat={!isWide || undefined}
    >
      <Group key={isWide ? 'tall' : 'flat'} orientation={isWide ? 'vertical' : 'horizontal'} {...sizes}>
        <Panel id="message" minSize={80} defaultSize={isWide ? '52%' : '50%'}>
          {message === undefined ? (
            <Unknown status={trace.status} />
          ) : (
            <ErrorBoundary
              what="The message"
              of={message.id}
              ways={[{ label: 'Choose nothing', run: actions.chooseNothing }]}
            >
              <MessageView message={message} />
            </ErrorBoundary>
          )}
        </Panel>
        <PanelEdge label="Size of the message" />
        <Panel id="steps" minSize={60} className={classes.life}>
          <TraceBar trace={trace} mode={mode} onEnlarge={() => setEnlarged(true)} />
          {trace.error !== undefined && (
            <p className={classes.problem} role="alert">
              <VisibleText text={trace.error.message} />
            </p>
          )}
          {trace.events.length >= maxTraceEvents && (
            <p className={classes.note}>
              Of this many steps only the last {count(maxTraceEvents)} are shown.
            </p>
          )}
          <div className={classes.stepsArea}>
            <ErrorBoundary what="The steps" of={mode}>
              {mode === 'lanes' && trace.events.length > 0 ? (
                <Lanes key={trace.messageId} events={trace.events} rowTestId="trace-step" />
              ) : (
                <Steps steps={toSteps(trace.events, names)} loading={trace.status === 'loading'} />
              )}
            </ErrorBoundary>
          </div>
        </Panel>
      </Group>
      <Modal
        opened={enlarged}
        onClose={() => setEnlarged(false)}
        title="Trace"
        size="90%"
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': 'Close the enlarged trace' }}
      >
        <div data-testid="trace-enlarged">
          <ErrorBoundary what="The enlarged trace">
            <Lanes key={trace.messageId} events={trace.events} rowTestId="lane-step" />
          </ErrorBoundary>
        </div>
      </Modal>
    </div>
  );
}

function Unknown({ status }: { status: 'loading' | 'ready' | 'failed' }) {
  return (
    <Empty>{status === 'loading' ? 'Looking it up…' : 'This message is no longer in the history.'}</Empty>
  );
}

/**
 * The message as its own events describe it: as the chosen delivery held it, also when its pane no longer lists it; else
 * the newest, since a replay may have edited it.
 */
function messageOf(events: readonly BusEvent[], deliveryId: string | undefined): ShownMessage | undefined {
  for (const event of events) {
    const isChosen =
      (event.type === 'delivered' && event.deliveryId === deliveryId) ||
      (event.type === 'tapped' && event.sightId === deliveryId);
    if (isChosen) return { ...event.message, deliveryId };
  }
  const telling = events.findLast(
    (event) => event.type === 'delivered' || event.type === 'published' || event.type === 'tapped',
  );
  return telling?.message;
}
