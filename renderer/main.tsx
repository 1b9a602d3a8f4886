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
import { watchDeadLetters } from './app/dead-letter-watch';
import { ErrorBoundary } from './app/error-boundary';
import { notify } from './app/notify';
import { startStream } from './app/stream';
import { keepVariables } from './compose/kept-variables';
import { applyKeptHistoryLimit } from './history/history-limit';
import { createBusdeckStore } from './store/store';
import { applyStoredColorScheme } from './theme/color-scheme';

// The Content-Security-Policy forbids making code from text, which zod would try for speed.
z.config({ jitless: true });

const { api } = window;
const store = createBusdeckStore();
const context = { api, store, notify };
const commands = createCommands(context);

applyStoredColorScheme();
keepVariables(store);
applyKeptHistoryLimit(commands);
watchDeadLetters(api, store);
void startStream(context);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App store={store} commands={commands} />
    </ErrorBoundary>
  </StrictMode>,
);
