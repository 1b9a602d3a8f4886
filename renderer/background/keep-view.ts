import type { Api } from '../../shared/ipc/ipc';
import type { WindowViewChange } from '../../shared/window/window-view';
import { request } from '../commands/request';
import { brokerLook } from '../store/broker-look';
import { chosenReadings } from '../store/chosen-readings';
import { firstRun } from '../store/first-run';
import { middleView } from '../store/middle-view';
import { paneLayout } from '../store/pane-layout';
import type { BusdeckStore } from '../store/store';
import { traceMode } from '../store/trace-mode';

/** Arranges the window as it was left, and from then on keeps how it is arranged. */
export function keepView(api: Api, store: BusdeckStore): () => void {
  const { view } = store.getState().settings;
  const { panes, highlights, traceMode: mode, middle, brokerColumns, readings, firstRunDismissed } = view;
  paneLayout.store.setState(panes);
  store.actions.setHighlights(highlights);
  traceMode.setState({ mode });
  middleView.setState({ view: middle });
  brokerLook.setState({ columns: brokerColumns ?? undefined });
  chosenReadings.setState({ readings });
  firstRun.store.setState({ dismissed: firstRunDismissed });

  async function keep(change: WindowViewChange): Promise<void> {
    const answer = await request(api, 'keepView', change);
    if (!answer.ok) store.actions.logProblem('The window’s arrangement was not kept', answer.error);
  }
  const stops = [
    paneLayout.store.subscribe((now) => void keep({ panes: now })),
    store.subscribe((now, before) => {
      if (now.highlights !== before.highlights) void keep({ highlights: [...now.highlights] });
    }),
    traceMode.subscribe((now) => void keep({ traceMode: now.mode })),
    middleView.subscribe((now) => void keep({ middle: now.view })),
    brokerLook.subscribe((now, before) => {
      if (now.columns !== before.columns) void keep({ brokerColumns: now.columns ? [...now.columns] : null });
    }),
    chosenReadings.subscribe((now) => void keep({ readings: now.readings })),
    firstRun.store.subscribe((now, before) => {
      if (now.dismissed !== before.dismissed) void keep({ firstRunDismissed: now.dismissed });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
