import { toErrorInfo } from '../../../shared/bus/errors';
import type { Verb } from '../../../shared/bus/message';
import type { composeSchemas } from '../../../shared/window/compose';
import type { Receipt, SendRequest } from '../../../shared/window/send';
import { Collections } from '../../session/compose/collections';
import { previewSend } from '../../session/compose/preview';
import { SentHistory } from '../../session/compose/sent-history';
import type { Session } from '../../session/session';
import { chooseFile, chooseFolder } from '../dialogs';
import type { Handlers } from '../ipc';

/** What the composer has beside the bus: what was sent, and what was saved. */
export class ComposerDesk {
  readonly sent: SentHistory;
  readonly collections: Collections;
  readonly #session: Session;

  constructor(session: Session, paths: { readonly sent: string; readonly collection: string }) {
    this.#session = session;
    this.sent = new SentHistory(paths.sent, session.files);
    this.collections = new Collections(paths.collection, session.files);
  }

  async send(verb: Verb, request: SendRequest): Promise<Receipt> {
    try {
      const receipt = await this.#session.send(verb, request);
      this.#note(verb, request, receipt);
      return receipt;
    } catch (thrown) {
      const error = toErrorInfo(thrown);
      // That is a question, and no refusal yet.
      if (error.code !== 'confirmation-needed') this.#note(verb, request, { outcome: 'failed', error });
      throw thrown;
    }
  }

  /** Nobody waits for it: what became of the message stands, whatever becomes of the note about it. */
  #note(verb: Verb, request: SendRequest, outcome: Parameters<SentHistory['add']>[2]): void {
    this.sent.add(verb, request, outcome).catch((error: unknown) => {
      console.error('The history of what was sent could not be written:', error);
    });
  }

  handlers(): Pick<Handlers, keyof typeof composeSchemas> {
    const { sent, collections } = this;
    const session = this.#session;
    return {
      choosePayloadFile: async () => {
        const path = await chooseFile('Send a file');
        return path === undefined ? null : session.files.add(path);
      },
      previewSend: (request) => previewSend(request, session.nextSeq),
      sentRequests: () => sent.list(),
      openSent: ({ id }) => sent.open(id),
      clearSent: async () => {
        await sent.clear();
        return null;
      },
      chooseCollection: async () => {
        const folder = await chooseFolder('Folder of saved requests');
        if (folder !== undefined) await collections.use(folder);
        return collections.view();
      },
      collection: () => collections.view(),
      openSaved: async ({ name }) => (await collections.current()).open(name),
      saveRequest: async ({ name, request, overwrite, basedOn }) => {
        const collection = await collections.current();
        const known = basedOn === undefined ? false : { version: basedOn };
        return collection.save(name, request, overwrite || known);
      },
      compareSaved: async ({ name, request, basedOn }) =>
        (await collections.current()).compare(name, request, basedOn),
      renameSaved: async ({ name, to }) => {
        await (await collections.current()).rename(name, to);
        return null;
      },
      deleteFolder: async ({ name }) => {
        await (await collections.current()).deleteFolder(name);
        return null;
      },
      deleteSaved: async ({ name }) => {
        await (await collections.current()).delete(name);
        return null;
      },
    };
  }
}
