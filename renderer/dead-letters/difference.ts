import { unifiedMergeView } from '@codemirror/merge';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Marks in an editor what differs from the text it began with, and shows what was taken out. */
export function differenceFrom(original: string): Extension {
  return [unifiedMergeView({ original, mergeControls: false, gutter: true }), look];
}

const look = EditorView.theme({
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--wash-good)' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': {
    background: 'none',
    textDecoration: 'underline 2px var(--ink-good)',
    textUnderlineOffset: '2px',
  },
  '.cm-deletedChunk, &.cm-merge-b .cm-deletedChunk': {
    backgroundColor: 'var(--wash-bad)',
    padding: '0 8px',
  },
  '.cm-deletedChunk .cm-deletedText, &.cm-merge-b .cm-deletedText': {
    background: 'none',
    textDecoration: 'line-through 1px var(--ink-bad)',
  },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '.cm-changedLineGutter': { backgroundColor: 'var(--ink-good)' },
  '.cm-deletedLineGutter': { backgroundColor: 'var(--ink-bad)' },
});
