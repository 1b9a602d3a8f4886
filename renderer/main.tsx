import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/tokens.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { crashedHash } from '../shared/window/start-again';
import { confirmDanger } from './ask/confirm';
import { confirmTopic } from './ask/confirm-topic';
import { notify, offerUndo } from './ask/notify';
import { askBeforeClosing } from './ask/unsaved-edits';
import { keepDraft } from './background/keep-draft';
import { keepView } from './background/keep-view';
import { catchTheRest } from './background/last-resort';
import { takeNotices } from './background/notices';
import { startStream } from './background/stream';
import { watchDeadLetters } from './background/watch-dead-letters';
import { watchPayloads } from './background/watch-payloads';
import { createCommands } from './commands/commands';
import { keepVariables } from './compose/kept-variables';
import { ErrorBoundary } from './layout/error-boundary';
import { fetchParts } from './layout/lazily';
import { App } from './shell/app';
import { Crashed } from './shell/crashed';
import { createBusdeckStore } from './store/store';
import { applySystemColorScheme } from './theme/color-scheme';

// The Content-Security-Policy forbids making code from text, which zod would try for speed.
z.config({ jitless: true });

const { api } = window;
const store = createBusdeckStore();
const context = { api, store, notify, offerUndo, confirmTopic, confirm: confirmDanger };
const commands = createCommands(context);

catchTheRest(store);
applySystemColorScheme();

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
const root = createRoot(element);

// The first picture is drawn with all that was kept.
async function open(): Promise<void> {
  watchDeadLetters(api, store);
  watchPayloads(api, store);
  takeNotices({ api, store, commands });
  askBeforeClosing();
  await startStream(context);
  keepView(api, store);
  keepVariables(api, store);
  await keepDraft(api, store);
}

/** A text that is measured before its font is there is laid out in the system's, which is slow to find, and then again. */
async function loadFonts(): Promise<void> {
  const families = ['Inter Variable', 'JetBrains Mono Variable'];
  await Promise.all(families.map((family) => document.fonts.load(`1em "${family}"`)));
}

function drawWindow(): void {
  root.render(
    <StrictMode>
      <ErrorBoundary what="The window" isWindow>
        <App store={store} commands={commands} />
      </ErrorBoundary>
    </StrictMode>,
  );
  void fetchParts();
}

if (location.hash === crashedHash) {
  root.render(<Crashed api={api} />);
} else {
  void Promise.allSettled([open(), loadFonts()]).then(drawWindow);
}
