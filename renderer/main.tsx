import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/tokens.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/app';
import { createCommands } from './app/commands';
import { confirmDanger } from './app/confirm';
import { confirmTopic } from './app/confirm-topic';
import { watchDeadLetters } from './app/dead-letter-watch';
import { ErrorBoundary } from './app/error-boundary';
import { keepDraft } from './app/keep-draft';
import { keepView } from './app/keep-view';
import { fetchParts } from './app/lazily';
import { takeNotices } from './app/notices';
import { notify, offerUndo } from './app/notify';
import { watchPayloads } from './app/payload-watch';
import { startStream } from './app/stream';
import { askBeforeClosing } from './app/unsaved-edits';
import { keepVariables } from './compose/kept-variables';
import { createBusdeckStore } from './store/store';
import { applySystemColorScheme } from './theme/color-scheme';

// The Content-Security-Policy forbids making code from text, which zod would try for speed.
z.config({ jitless: true });

const { api } = window;
const store = createBusdeckStore();
const context = { api, store, notify, offerUndo, confirmTopic, confirm: confirmDanger };
const commands = createCommands(context);

applySystemColorScheme();
watchDeadLetters(api, store);
watchPayloads(api, store);
takeNotices({ api, store, commands });
askBeforeClosing();

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
const root = createRoot(element);

// The first picture is drawn with all that was kept.
async function open(): Promise<void> {
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

void Promise.allSettled([open(), loadFonts()]).then(() => {
  root.render(
    <StrictMode>
      <ErrorBoundary>
        <App store={store} commands={commands} />
      </ErrorBoundary>
    </StrictMode>,
  );
  void fetchParts();
});
