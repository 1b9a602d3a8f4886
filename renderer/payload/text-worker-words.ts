/** What the window and the worker that reads large texts say to each other. */
export type ToTextWorker =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'end' }
  | { readonly type: 'lines'; readonly id: number; readonly from: number; readonly to: number }
  | { readonly type: 'find'; readonly id: number; readonly text: string; readonly from: number };

export type FromTextWorker =
  | {
      readonly type: 'text';
      readonly format: 'json' | 'text';
      readonly lines: number;
      readonly widest: number;
    }
  | { readonly type: 'binary' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'lines'; readonly id: number; readonly lines: readonly string[] }
  /** The next line with the text, going round; `undefined` when it is nowhere. */
  | { readonly type: 'found'; readonly id: number; readonly line: number | undefined };
