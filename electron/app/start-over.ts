import { app, type BrowserWindow, dialog } from 'electron';
import { describeThrown } from '../../shared/bus/errors';
import { putAside } from '../session/files/put-aside';
import { closeUnasked } from './ask-before-close';
import type { Pausable } from './ipc';
import { leavePage, loadPage } from './window';
import { type Workspace, workspaceFiles } from './workspace';

/** What is not closed and moved by then never will be: a network folder that is gone, ms. */
const limitMs = 10_000;

export interface StartOverParts {
  readonly folder: string;
  readonly window: () => BrowserWindow | undefined;
  readonly requests: Pausable;
  readonly workspace: () => Workspace;
  /** Opens the one that takes the place of a closed one. */
  readonly open: () => Workspace;
}

/** By the menu alone: no request of the page, which may have been taken over, can do it. */
export class StartOver {
  readonly #parts: StartOverParts;
  #busy = false;
  #moving: Promise<void> = Promise.resolve();

  constructor(parts: StartOverParts) {
    this.#parts = parts;
  }

  /** No file is being moved any more. */
  get settled(): Promise<void> {
    return this.#moving;
  }

  /** After a question, to which Cancel is an answer. */
  async ask(): Promise<void> {
    const window = this.#parts.window();
    if (window === undefined || window.isDestroyed() || this.#busy) return;
    this.#busy = true;
    try {
      if (!(await this.#mayStartOver(window))) return;
      this.#moving = this.#startOver(window);
      await this.#moving;
    } finally {
      this.#busy = false;
    }
  }

  async #startOver(window: BrowserWindow): Promise<void> {
    const { folder, requests, workspace, open } = this.#parts;
    // As the page goes it saves its draft and sizes: to nobody, or the new workspace would begin with them.
    requests.pause();
    await leavePage(window);
    try {
      await inTime(
        workspace()
          .close()
          .then(() => putAside(folder, Object.values(workspaceFiles))),
      );
    } catch (error) {
      await quitInstead(window, describeThrown(error));
      return;
    }
    const next = open();
    requests.resume();
    if (!window.isDestroyed()) loadPage(window);
    await next.begin();
  }

  async #mayStartOver(window: BrowserWindow): Promise<boolean> {
    const { folder, workspace } = this.#parts;
    const loss = await workspace()
      .session.loss()
      .catch(() => undefined);
    if (window.isDestroyed()) return false;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'Start over?',
      detail: [
        ...(loss === undefined ? [] : [loss]),
        'Busdeck disconnects and begins as it did the first time: without saved connections and their passwords, settings, variables, kept subscribers, history, and what was sent. Saved requests stay in their folder, which can be chosen again.',
        `The files of all this are moved into a folder of their own in ${folder}, from which they can be copied back.`,
      ].join('\n\n'),
      buttons: ['Cancel', 'Start Over'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    return response === 1;
  }
}

function inTime<Value>(done: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`It took longer than ${limitMs / 1000} s.`)), limitMs);
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** A closed workspace is of no use, and its files may still be written or moved. */
async function quitInstead(window: BrowserWindow, reason: string): Promise<void> {
  if (!window.isDestroyed()) {
    await dialog.showMessageBox(window, {
      type: 'error',
      message: 'Busdeck could not start over',
      detail: `What was open could not be closed and moved. ${reason}\n\nNo file is lost: each is where it was or in a folder before-start-over-… beside it. Busdeck quits now: start it again.`,
      buttons: ['Quit'],
      noLink: true,
    });
  }
  closeUnasked();
  app.quit();
}
